"""Three years of firms: found month by month, visited, some received; made up, and all ended."""

from django.db import transaction

from investment.demo.prospect import way_of
from investment.demo.staff import ago
from investment.models import Prospect, ProspectVisit, Reception
from investment.services import followup, prospects, trips

SOURCE = "历年招商记录（演示）"
TRADES = ("精密铸件", "汽车零部件", "智能家电", "食品包装", "环保涂料", "办公家具")
# Days between one firm and the next, back to three years ago.
YEARS, APART, LAST = 3 * 365, 29, 90
PROTOCOL = dict.fromkeys(("introduced", "listened", "presented"), True)


def load(people) -> None:
    for nth, days in enumerate(range(YEARS, LAST, -APART), start=1):
        with transaction.atomic():
            firm = _found(nth, days, people)
            _visited(firm, days - 12, people)
            if nth % 3 == 0:
                _received(firm, days - 40, people)
            if nth % 6 == 0:
                _built(firm, days - 50, people)
            else:
                note = "多次联系，近期没有投资计划。（演示）"
                prospects.close(
                    firm, by=people.chief, because="no_plan", note=note, on=ago(days - 90)
                )


def _found(nth, days, people):
    trade = TRADES[nth % len(TRADES)]
    return prospects.draft(
        by=people.officer,
        name=f"演示{nth:02d}号{trade}公司",
        project=f"{trade}生产线",
        intention=Prospect.Intention.MID,
        invest_from="0.5",
        invest_to="1.5",
        source=SOURCE,
        found_on=ago(days),
    )


def _visited(firm, days, people):
    visit = ProspectVisit(prospect=firm, officer=people.officer, planned_on=ago(days))
    visit = trips.book(visit, by=people.officer)
    said = "听取了情况介绍，对园区配套和物流表示关心。（演示）"
    trips.record(visit, by=people.officer, said=said, **PROTOCOL)


def _received(firm, days, people):
    followup.receive(
        Reception(
            prospect=firm,
            state=Reception.State.RECEIVED,
            invited_on=ago(days + 10),
            comes_on=ago(days),
            programme="上午看园区，下午座谈。（演示）",
            hosts="市招商专班（演示）",
            result="实地看了园区，继续比较。（演示）",
        ),
        by=people.officer,
    )


def _built(firm, days, people):
    for place, (step, words) in enumerate(way_of(firm)):
        firm = step(firm, by=people.chief, on=ago(days - 15 * place), **words)
