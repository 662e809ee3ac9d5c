"""Three made-up parks with what they offer, one offer run out; a policy pack of two versions."""

from investment.demo.staff import HUANGSHI, ago, ahead
from investment.models import Park, ParkOffer, PolicyEdition, PolicyPack

# name, longitude, latitude, offers: subject, value, words
PARKS = [
    (
        "演示一号工业园",
        "115.039000",
        "30.200000",
        [
            ("logistics", None, "距货运站12公里，公路、铁路、水运可达"),
            ("land", 800, ""),
            ("labour", 6000, "含技工院校实习生"),
            ("fees", None, "行政事业性收费按规定减免"),
            ("water_price", "2.8", ""),
            ("power_price", "0.63", ""),
            ("gas_price", "3.3", ""),
            ("gas_capacity", 50000, ""),
        ],
    ),
    (
        "演示二号工业园",
        "115.106000",
        "30.092000",
        [
            ("logistics", None, "园内有物流企业两家"),
            ("land", 300, ""),
            ("labour", 2500, ""),
            ("power_price", "0.66", ""),
        ],
    ),
    ("演示三号工业园", "114.902000", "29.851000", [("land", 1500, ""), ("water_price", "2.5", "")]),
]
SOURCE = "园区管委会（演示）"
PACK = "黄石招商政策摘编（演示）"


def load(people) -> None:
    for name, lng, lat, offers in PARKS:
        park = Park.objects.create(
            division_id=HUANGSHI, name=name, lng=lng, lat=lat, address="演示路", level="province"
        )
        for subject, value, words in offers:
            ParkOffer.objects.create(
                park=park,
                subject=subject,
                value=value,
                words=words,
                source=SOURCE,
                valid_from=ago(60),
                valid_to=ahead(300),
            )
    ParkOffer.objects.create(
        park=park,
        subject="gas_price",
        value="3.1",
        source=SOURCE,
        valid_from=ago(400),
        valid_to=ago(35),
    )
    pack = PolicyPack.objects.create(division_id=HUANGSHI, name=PACK)
    for says, first, last in (
        ("用地、用工、收费减免的摘编，第一版。（演示）", ago(400), ago(40)),
        ("用地、用工、收费减免的摘编，第二版：更新了收费减免。（演示）", ago(39), None),
    ):
        PolicyEdition.objects.create(
            pack=pack, says=says, source="演示文件", valid_from=first, valid_to=last
        )
