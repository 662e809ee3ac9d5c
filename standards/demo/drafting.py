"""Fictional firms among the drafting units of real standards; and what the report states."""

import datetime as dt

from enterprises.demo import MARK
from enterprises.models import Enterprise
from standards.models import Drafting, Standard, StatedFigure

SHUNDE = "440606000000"
REPORT = "质监工作考察报告（约2008年）"
AS_OF = dt.date(2008, 6, 30)
SOURCE = "演示数据（企业为虚构，并非该标准的起草单位）"
# By industry of the firms: the standards of which they are units, from which place on.
DRAFTED = {
    "3422": ("GB 17120—2025", 3),
    "3854": ("GB/T 4706.19—2024", 2),
    "3861": ("GB 16410—2020", 1),
    "2641": ("GB 18581—2020", 4),
    "3072": ("GB/T 6952—2015", 1),
}
UNITS = 2


def load():
    standards = Standard.objects.in_bulk(field_name="number")
    for industry, (number, first) in DRAFTED.items():
        firms = Enterprise.objects.filter(name__endswith=MARK, industry=industry).order_by("pk")
        Drafting.objects.bulk_create(
            Drafting(enterprise=firm, standard=standards[number], place=place, source=SOURCE)
            for place, firm in enumerate(firms[:UNITS], start=first)
        )
    StatedFigure.objects.create(
        division_id=SHUNDE, key="drafting", value=170, bound="≥", as_of=AS_OF, source=REPORT
    )
    StatedFigure.objects.create(
        division_id=SHUNDE, key="filing", value=5000, bound="≥", as_of=AS_OF, source=REPORT
    )
