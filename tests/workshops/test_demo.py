"""The demo of workshops: told once, by the guards, the same each time."""

import pytest

from enterprises.models import Enterprise
from inspections.demo import visit
from qualitysup.accounts import demo as people
from qualitysup.accounts.models import User
from qualitysup.documents import demo as papers
from qualitysup.notices.models import Notice
from workshops import demo, tracing
from workshops.demo import zone as place
from workshops.demo.negative_list import FOSHAN
from workshops.models import (
    Application,
    Lot,
    LotTest,
    NegativeList,
    Recall,
    Registration,
    Relocation,
    RequiredTest,
    Sale,
    Survey,
    SurveyRecord,
    Variety,
    Workshop,
    Zone,
    ZoneCheck,
)

COUNTED = (
    Enterprise, Workshop, Registration, Application, SurveyRecord, Relocation, Lot, LotTest, Sale,
    Recall, RequiredTest, ZoneCheck, Notice,
)  # fmt: skip


def ignore(words):
    """What a demo says while it loads."""


@pytest.fixture
def told(db):
    people.load(say=ignore)
    papers.load(enterprises=0, say=ignore)
    visit.publish_checklists(User.objects.get(username="chief"))
    demo.load(say=ignore)


def test_the_demo_tells_of_a_town_its_zone_and_a_lot_that_is_recalled(told):
    workshops = Workshop.objects.all()
    assert workshops.count() == 180
    assert {each.name[:2] for each in Enterprise.objects.filter(workshop__isnull=False)} == {"演示"}

    survey = Survey.objects.get()
    assert survey.state == "closed"
    assert survey.villages.waiting().count() == 0
    found = survey.records.totals()
    assert found["found"] > 165
    assert 90 < found["incomplete"] < found["found"]

    first, second = NegativeList.objects.filter(division=FOSHAN).order_by("valid_from")
    assert first.valid_to == second.valid_from
    assert set(second.entries.values_list("category", flat=True)) == {"0402", "0404", "1001"}
    excepted = Variety.objects.open().by_exception().get()
    assert (excepted.exception.list, excepted.exception.allowed_in_zone) == (second, True)
    assert Workshop.objects.in_zone(excepted.since).filter(pk=excepted.workshop_id).exists()

    # All but the latest that were walked in have a certificate that names the zone.
    moves = Application.objects.moves()
    assert {move.state for move in moves} == {"granted"}
    assert Relocation.objects.owing_change().count() == 2

    zone = Zone.objects.get()
    assert (zone.state, zone.lead.name) == ("operating", place.LEAD)
    assert [area.name for area in zone.areas.order_by("kind__position")] == [
        "烧腊区", "熟食肉制品区", "豆制品区", "生油米面制品区", "屠宰区", "检验室", "员工宿舍",
    ]  # fmt: skip
    inside = zone.relocations.moved_in()
    assert 80 <= inside.count() <= 95
    assert all(each.closing_visit_id or each.unvisited_because for each in inside)
    assert inside.filter(closing_visit__isnull=False).count() >= 8
    states = set(zone.relocations.values_list("state", flat=True))
    assert states >= {"candidate", "waiting", "planned", "declined", "moved_out"}

    assert Application.objects.filter(state="deemed").count() == 1
    assert Application.objects.filter(late=True).count() == 1

    let_go = Lot.objects.filter(state="released")
    assert let_go.count() > 200
    assert not let_go.exclude(tests__purpose="release", tests__passed=True).exists()
    assert RequiredTest.objects.done().exists()
    assert RequiredTest.objects.missed().exists()
    assert ZoneCheck.objects.values("checked_on").distinct().count() > 30

    recall = Recall.objects.get()
    reached = {step.lot for step in tracing.reach(recall.lot_id)}
    assert recall.state == "open"
    assert not recall.test.passed
    assert {line.lot_id for line in recall.lines.lots()} == reached
    assert not Lot.objects.filter(pk__in=reached, state="released").exists()
    assert recall.lines.to_notify().count() == recall.lines.buyers().count() - 1

    # Each account sees what is of whom it acts for.
    zone, operator = (User.objects.get(username=name) for name in ("zone", "workshop"))

    assert Zone.objects.visible_to(zone).count() == 1
    [own] = Workshop.objects.visible_to(operator)
    assert own == Recall.objects.get().lot.workshop
    assert set(Lot.objects.visible_to(operator)) == set(own.lots.all())
    assert Recall.objects.visible_to(zone).exists()

    # Told again it changes nothing.
    before = [model.objects.count() for model in COUNTED]

    demo.load(say=ignore)

    assert [model.objects.count() for model in COUNTED] == before
