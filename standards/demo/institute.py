"""The institute as the report describes it, with its bounds; its certificates are fictional."""

import datetime as dt

from django.utils import timezone

from qualitysup.accounts.models import User
from standards.models import Accreditation, Achievement, Institute, InstituteFigure, Qualification
from standards.services import institutes

SHUNDE = "440606000000"
REPORT = "质监工作考察报告（约2008年）"
AS_OF = dt.date(2008, 6, 30)
# 50余, 近千万元 and 3000余家 are bounds and no numbers.
STATED = [
    ("area", "=", 3500),
    ("staff", "≥", 50),
    ("experts", "=", 5),
    ("doctors", "=", 2),
    ("masters", "=", 10),
    ("engineers", "=", 19),
    ("leaders", "=", 13),
    ("assets", "≤", 1000),
    ("firms", "≥", 3000),
]
DEMO = "演示（证书为虚构）"
# It names the years, 2005 and 2006; the days are made up.
DATED = "考察报告只载年份，日期为演示"


def load():
    institute = Institute.objects.create(
        name="顺德标准与条码所（演示）",
        division_id=SHUNDE,
        founded=2003,
        note="2005年ISO 9001认证，2006年通过ISO/IEC 17020、17025双认可，数据均按考察报告。",
    )
    InstituteFigure.objects.bulk_create(
        InstituteFigure(
            institute=institute, key=key, bound=bound, value=value, as_of=AS_OF, source=REPORT
        )
        for key, bound, value in STATED
    )
    Achievement.objects.create(
        institute=institute,
        kind="project",
        name="科技部星火计划重点项目",
        grantor="科技部星火计划",
        source=REPORT,
    )
    _certificates(institute)


def _certificates(institute):
    """Those of the report, long run out; their successors; and a person's that soon will."""
    chief = User.objects.get(username="chief")
    today = timezone.localdate()
    rows = [
        ("iso9001", dt.date(2005, 6, 1), dt.date(2008, 5, 31), [], DATED),
        ("cnas17020", dt.date(2006, 6, 1), dt.date(2011, 5, 31), ["label"], DATED),
        ("cnas17025", dt.date(2006, 6, 1), dt.date(2011, 5, 31), ["barcode"], DATED),
        ("iso9001", today - dt.timedelta(200), today + dt.timedelta(895), [], DEMO),
        ("cnas17020", today - dt.timedelta(500), today + dt.timedelta(1690), ["label"], DEMO),
        ("cnas17025", today - dt.timedelta(2100), today + dt.timedelta(90), ["barcode"], DEMO),
    ]
    for kind, granted_on, valid_to, services, scope in rows:
        institutes.accredit(
            Accreditation(
                institute=institute,
                kind=kind,
                granted_on=granted_on,
                valid_to=valid_to,
                services=services,
                scope=scope,
            ),
            by=chief,
        )
    institutes.qualify(
        Qualification(
            institute=institute,
            person=User.objects.get(username="standards"),
            kind="条码检验员（演示）",
            number="演示0001",
            valid_to=today + dt.timedelta(120),
        ),
        by=chief,
    )
