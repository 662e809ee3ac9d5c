"""The lot that failed: sampled from the shelf, traced both ways, recalled; one buyer was told."""

from workshops.demo.staff import ago
from workshops.models import LotTest
from workshops.services import lot_tests, recalls

ITEMS = [
    {"name": "菌落总数", "limit": "≤ 80000 CFU/g", "value": "1300 CFU/g", "passed": True},
    {"name": "苯甲酸", "limit": "不得检出", "value": "未检出", "passed": True},
    {"name": "山梨酸", "limit": "≤ 0.075 g/kg", "value": "未检出", "passed": True},
    {"name": "致病菌", "limit": "不得检出", "value": "未检出", "passed": True},
    {"name": "亚硝酸盐", "limit": "≤ 30 mg/kg", "value": "96 mg/kg", "passed": False},
]


def load(staff, chain):
    test = lot_tests.sample(
        chain.lot,
        by=staff.officer,
        purpose=LotTest.Purpose.MANDATORY,
        laboratory=chain.laboratory,
        sampled_on=ago(5),
        quantity="500 g",
    )
    test = lot_tests.report(test, by=staff.officer, number="演示强检0001", items=ITEMS)
    recall = recalls.open_for(chain.lot, by=staff.officer, reason=recalls.why(test), test=test)
    first = recall.lines.to_notify().order_by("pk").first()
    recalls.tell(first, by=staff.workshop, notified_how="电话通知，停止销售并下架。（演示）")
