"""Made-up firms at every stage, so that board and forecast have something to show."""

from investment.demo.staff import ago, ahead
from investment.models import ContactPerson, PolicyEdition, Prospect, ProspectVisit, Reception
from investment.services import followup, prospects, trips

SOURCE = "招商推介会（演示）"
Intention = Prospect.Intention
# name, project, intention, least and most in 亿元, horizon in days, how many steps it took
FIRMS = [
    ("启恒精密机械（演示）", "精密压力机生产线", Intention.NEAR, "1.2", "2", 300, 5),
    ("永荣家居（演示）", "板式家具工厂", Intention.NEAR, "0.8", "1", 200, 4),
    ("德辉电器（演示）", "小家电零部件厂", Intention.NEAR, "2", "3", 400, 3),
    ("瑞丰包装（演示）", "纸包装车间", Intention.NEAR, "0.5", None, 500, 2),
    ("宏达照明（演示）", "照明器材厂", Intention.MID, "1", "1.5", 1000, 1),
    ("安鑫涂料（演示）", "水性涂料厂", Intention.CONDITIONAL, None, None, None, 0),
]


def load(people) -> None:
    for nth, (name, project, intention, least, most, days, steps) in enumerate(FIRMS):
        firm = prospects.draft(
            by=people.officer,
            name=name,
            project=project,
            intention=intention,
            invest_from=least,
            invest_to=most,
            horizon_to=ahead(days) if days else None,
            source=SOURCE,
            found_on=ago(3),
        )
        followup.contact(
            firm, by=people.officer, on=ago(2), purpose="answer", words="已电话答复。（演示）"
        )
        _move(firm, steps, people)
        if nth == len(FIRMS) - 2:
            _invited(firm, people)
    followup.hand_out(
        firm,
        by=people.officer,
        edition=PolicyEdition.objects.holding().order_by("pk").first(),
        words="随函寄送（演示）",
    )
    trips.book(
        ProspectVisit(prospect=firm, officer=people.officer, planned_on=ahead(6)),
        by=people.officer,
    )


def _move(firm, steps, people):
    for step, words in way_of(firm)[:steps]:
        firm = step(firm, by=people.chief, **words)


def way_of(firm):
    """From talks to production: each step, and what it is told."""
    return [
        (prospects.talk, {}),
        (prospects.sign, {"signed_yi": firm.invest_from, "contract": "演示合同"}),
        (prospects.start, {}),
        (prospects.fund, {"arrived_yi": firm.invest_from}),
        (prospects.produce, {}),
    ]


def _invited(firm, people):
    followup.keep_person(
        ContactPerson(
            prospect=firm,
            post="总经理助理（演示）",
            name="演示联系人",
            phone="00000000000",
            consent="名片",
            consent_on=ago(2),
            keep_until=ahead(700),
        ),
        by=people.officer,
    )
    followup.receive(
        Reception(
            prospect=firm,
            state=Reception.State.ACCEPTED,
            invited_on=ago(1),
            comes_on=ahead(12),
            words="欢迎来黄石实地考察（演示）",
            programme="上午看园区，下午座谈。（演示）",
            hosts="市招商专班（演示）",
        ),
        by=people.officer,
    )
