"""Four clues of counterfeits: just seen, the holder heard, with the inspectors, unfounded."""

from brands.demo.staff import ago
from brands.models import Honour
from brands.services import counterfeits

# Received how many days ago, by which way, and what was seen where. Every name is made up.
SEEN = (
    (2, "consumer", {"place": "演示灯饰市场2号档"}, "演示仿牌店甲", "包装印有他人的证书编号。"),
    (6, "monitoring", {"url": "https://demo.invalid/shop/8"}, "演示网店乙", "网页使用他人的标志。"),
    (9, "holder", {"place": "演示批发城B区11号"}, "演示仿牌店丙", "持有人举报：外观与铭牌均仿冒。"),
    (14, "patrol", {"place": "演示家电城3楼"}, "演示经销商丁", "巡查发现铭牌与证书型号不一致。"),
)
STATEMENT = "经辨认，非我公司产品，未授权其使用。（演示）"


def load(people):
    honours = [Honour.objects.get(number=f"演示优{place:04d}") for place in (1, 2, 3)]
    clues = [
        counterfeits.register(
            by=people.officer,
            honour=honours[place % len(honours)],
            source=source,
            received_on=ago(days),
            enterprise_name=seller,
            text=text,
            **where,
        )
        for place, (days, source, where, seller, text) in enumerate(SEEN)
    ]
    _seen, heard, passed_on, unfounded = clues
    said = {"verdict": "counterfeit", "statement": STATEMENT}
    counterfeits.verify(heard, by=people.officer, **said, on=ago(3))
    passed_on = counterfeits.verify(passed_on, by=people.officer, **said, on=ago(7))
    counterfeits.transfer(passed_on, by=people.officer, on=ago(6))
    note = "持有人确认丁为授权经销商，铭牌系旧版。（演示）"
    counterfeits.drop(unfounded, by=people.officer, note=note, on=ago(10))
