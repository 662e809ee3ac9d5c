"""The trip to 顺德 and its fifteen firms, as the report tells of them; it names no day."""

import csv
import datetime as dt
from pathlib import Path

from investment.demo.staff import HUANGSHI, ahead
from investment.models import (
    ProspectTask,
    ProspectVisit,
    Recognition,
    Requirement,
    TripMember,
)
from investment.services import followup, intake, prospects, trips
from investment.services.reading import Reader

DATA = Path(__file__).resolve().parents[1] / "data"
FIRST, CONDITIONS = "美的电器", "安华洁具"
# The report is undated; its words speak of about 2008. The days are made up, and say so.
BEGAN, ENDED, TOLD = dt.date(2008, 6, 2), dt.date(2008, 6, 8), dt.date(2008, 6, 20)
PRAISED = [
    ("affirmed", "黄石市委、市政府领导", "", "我局的招商引资工作得到了充分肯定"),
    ("praise", "黄石市委、市政府", "全市招商引资大会", "在全市招商引资大会上受到表扬"),
    ("speech", "黄石市委、市政府", "全市招商引资大会", "并作了典型发言"),
]


def load(people) -> None:
    firms = _firms(people)
    trip = trips.draft(
        by=people.chief,
        name="赴顺德考察学习和招商引资宣传（日期为推定）",
        destination="广东省佛山市顺德区",
        purpose="考察学习和招商引资宣传",
        host="顺德质监局",
        leads=people.leader,
        from_on=BEGAN,
        to_on=ENDED,
        opening=(
            "我局响应市委市政府的号召，专门抽人到顺德名牌企业进行招商引资宣传工作。"
            "（原文未载日期，本报告日期为推定。）"
        ),
        closing="将在顺德质监局的帮助下，与近期和中期有投资意向的企业保持联系，邀请来黄石进行实地考察。",
    )
    TripMember.objects.create(trip=trip, person=people.officer)
    for post in ("随行人员（演示）甲", "随行人员（演示）乙"):
        TripMember.objects.create(trip=trip, post=post)
    visits = [
        trips.book(
            ProspectVisit(prospect=firm, trip=trip, officer=people.officer, planned_on=BEGAN),
            by=people.officer,
        )
        for firm in firms
    ]
    trip = trips.depart(trip, by=people.chief, on=BEGAN)
    protocol = dict.fromkeys(("introduced", "listened", "presented"), True)
    for visit in visits:
        warm = visit.prospect.is_warm
        trips.record(
            visit, by=people.officer, said=visit.prospect.verbatim, invited=warm, **protocol
        )
    _conditions(next(firm for firm in firms if firm.name == CONDITIONS), people)
    trip = trips.come_back(trip, by=people.chief, on=ENDED)
    trips.report(trip, by=people.leader, on=TOLD)
    for kind, by, occasion, words in PRAISED:
        Recognition.objects.create(
            division_id=HUANGSHI,
            kind=kind,
            by=by,
            occasion=occasion,
            words=words,
            source="考察报告",
            trip=trip,
        )


def _firms(people):
    """Read as any table of an office is."""
    with (DATA / "report_visits.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    reader = Reader(header)
    candidates = [reader.read(n, row) for n, row in enumerate(rows, start=2)]
    for candidate in candidates:
        candidate.fields["found_on"] = BEGAN
    batch = intake.compare(candidates, by=people.officer)
    intake.write(batch, by=people.officer)
    known = prospects.known_by([each.name for each in candidates], HUANGSHI)
    return sorted(known.values(), key=lambda firm: firm.pk)


def _conditions(firm, people):
    """What 安华 asks, and the materials that answer it."""
    with (DATA / "report_conditions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    asked = [
        followup.require(
            Requirement(prospect=firm, **row | {"value": row["value"] or None}), by=people.officer
        )
        for row in rows
    ]
    followup.owe(
        ProspectTask(
            prospect=firm,
            kind=ProspectTask.Kind.MATERIALS,
            words="需提供的材料：运输、物流、土地、劳动力、收费减免、水电气价格、供气能力",
            owner=people.officer,
            due_on=ahead(10),
        ),
        by=people.officer,
        requirements=asked,
    )
