"""Whoever is to make checks hears of it once per hand-out, and once when they are taken away."""

import pytest
from django.utils import timezone

from inspections.services import drawn, draws, patrols
from qualitysup.accounts.roles import Role
from qualitysup.notices.models import Notice
from tests.factories import StationFactory, UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.factories import PatrolFactory
from tests.inspections.stories_of_draws import everybody, made


@pytest.fixture
def people(db):
    station = StationFactory()
    return UserFactory.create_batch(
        3, badged=True, roles=[Role.INSPECTOR], station=station, language="en"
    )


def inbox(person) -> list[str]:
    return [notice.subject for notice in Notice.objects.filter(recipient=person).order_by("pk")]


def newest(person) -> Notice:
    return Notice.objects.filter(recipient=person).latest("created_at")


def test_both_who_go_are_told_and_whoever_no_longer_goes(chief, people):
    one, two, three = people
    patrol = PatrolFactory()

    patrols.assign(patrol, by=chief, inspector=one, partner=two)
    patrols.assign(patrol, by=chief, inspector=one, partner=three)

    assert inbox(one) == ["1 patrol for you"]
    assert sorted(inbox(two)) == ["1 patrol for you", "1 patrol is no longer yours"]
    assert inbox(three) == ["1 patrol for you"]
    notice = newest(three)
    assert notice.url == patrol.get_absolute_url()
    assert patrol.due_on.isoformat() in notice.body
    assert patrol.enterprise.name in notice.body


def test_many_at_once_are_one_notice_each(chief, people):
    one, two, _three = people
    rows = PatrolFactory.create_batch(25)

    patrols.assign_many(rows, by=chief, inspector=one, partner=two)

    for person in (one, two):
        assert inbox(person) == ["25 patrols for you"]
    notice = newest(one)
    assert notice.url == "/admin/inspections/patrol/?who=me"
    assert notice.body.count("\n") == 21


def test_the_list_hands_many_out_in_one_notice(chief, people):
    one, two, _three = people
    rows = PatrolFactory.create_batch(3)

    browser_of(chief).post(
        "/admin/inspections/patrol/",
        {
            "action": "step_assign",
            "_selected_action": [patrol.pk for patrol in rows],
            "confirmed": "1",
            "on": timezone.localdate().isoformat(),
            "inspector": one.pk,
            "partner": two.pk,
        },
    )

    assert inbox(one) == inbox(two) == ["3 patrols for you"]


def test_a_refused_hand_out_tells_nobody(chief, people):
    one, two, _three = people

    patrols.assign_many([PatrolFactory(due_in=600)], by=chief, inspector=one, partner=two)

    assert inbox(one) == inbox(two) == []


def test_whoever_was_to_go_hears_of_a_cancelled_patrol(chief, people):
    one, two, _three = people
    patrol = patrols.assign(PatrolFactory(), by=chief, inspector=one, partner=two)

    patrols.cancel(patrol, by=chief, note="企业已注销")

    assert "1 patrol is no longer yours" in inbox(one)
    assert "1 patrol is no longer yours" in inbox(two)


def test_nobody_is_told_what_they_did_themselves(people, chief):
    one, two, _three = people
    one.roles = [Role.INSPECTOR, Role.SECTION_HEAD]
    one.save()

    patrols.assign(PatrolFactory(), by=one, inspector=one, partner=two)

    assert inbox(one) == []
    assert inbox(two) == ["1 patrol for you"]


def test_every_inspector_of_a_draw_hears_once_how_many_checks_are_theirs(db):
    by = everybody()
    draw = made(by=by)
    assert not Notice.objects.filter(topic__startswith="draw-checks:").exists()

    draw = draws.begin(draw, by=by)

    told = Notice.objects.filter(topic=f"draw-checks:{draw.pk}")
    going = {row.person for each in draw.drawn.all() for row in each.inspectors.standing()}
    assert {notice.recipient for notice in told} == going
    assert told.count() == len(going)
    assert all(draw.name in notice.subject for notice in told)
    assert all(draw.ends_on.isoformat() in notice.body for notice in told)


def test_a_cancelled_draw_is_told_to_those_who_were_to_check(db):
    by = everybody()
    draw = draws.begin(made(by=by), by=by)
    going = Notice.objects.filter(topic=f"draw-checks:{draw.pk}").count()

    draws.cancel(draw, by=by, note="重复任务")

    taken = Notice.objects.filter(topic=f"draw-checks:{draw.pk}", stage="taken")
    assert taken.count() == going


def test_who_is_released_and_who_goes_instead_are_both_told(db):
    by = everybody()
    row = draws.begin(made(by=by), by=by).drawn.first()
    first = row.inspectors.get(position=1)
    before = Notice.objects.filter(recipient=first.person).count()

    substitute = drawn.replace_inspector(first, by=by, reason="病假")

    assert Notice.objects.filter(recipient=first.person).count() == before + 1
    for person in (first.person, substitute.person):
        notice = newest(person)
        assert row.party_name in notice.body
        assert notice.url == row.get_absolute_url()
