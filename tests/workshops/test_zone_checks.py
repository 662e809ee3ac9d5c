"""What a zone checks itself is written in one piece, scored by the rule of its day, and stays."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.workshops.factories import lab
from tests.workshops.factories.zone import (
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    moved_in,
    workshop,
)
from workshops.models import ScoringRule, ZoneCheck, ZoneCheckAnswer
from workshops.services import zone_checks

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return UnitFactory()


@pytest.fixture
def inside(unit, chief):
    """A workshop that works in the zone since today."""
    return moved_in(unit, by=chief).workshop


@pytest.fixture
def lead(unit):
    return acts_for(unit.zone.lead, Role.ZONE_OPERATOR)


@pytest.fixture
def version():
    return lab.checklist()


def with_answers(**changed):
    return [
        answer | {"value": changed.get(answer["item"], answer["value"])} for answer in lab.ALL_RIGHT
    ]


def test_a_check_keeps_every_answer_and_its_score(lead, unit, inside, version):
    check = zone_checks.record(
        by=lead, zone=unit.zone, workshop=inside, checklist_version=version, answers=lab.ALL_RIGHT
    )

    assert (check.score, check.failures, check.answers.count()) == (100, 0, 4)
    assert check.division_id == unit.zone.division_id
    assert str(check.answers.get(item__key="cold").number) == "4.0000"


def test_a_key_item_costs_more_than_a_general_one(lead, unit, version):
    rule = ScoringRule.objects.in_force(ahead(0)).get()

    check = zone_checks.record(
        by=lead,
        zone=unit.zone,
        checklist_version=version,
        answers=with_answers(separate="fail", cold=12, drains="堵塞"),
    )

    assert (check.failures, check.key_failures) == (3, 1)
    assert check.score == 100 - rule.key_points - 2 * rule.general_points
    assert check.rule == rule


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        (lab.ALL_RIGHT[:2], "unanswered"),
        ([*lab.ALL_RIGHT, {"item": "roof", "value": "pass"}], "unknown_item"),
        (with_answers(drains="半通"), "unknown_choice"),
        (with_answers(separate=""), "unanswered"),
    ],
)
def test_a_check_is_answered_in_full_and_in_its_own_words(lead, unit, version, answers, code):
    with pytest.raises(TransitionRefused) as refusal:
        zone_checks.record(by=lead, zone=unit.zone, checklist_version=version, answers=answers)

    assert refusal.value.code == code
    assert not ZoneCheck.objects.exists()


def test_only_who_works_in_the_zone_is_checked_there(lead, unit, version):
    with pytest.raises(TransitionRefused) as refusal:
        zone_checks.record(
            by=lead,
            zone=unit.zone,
            workshop=workshop(),
            checklist_version=version,
            answers=lab.ALL_RIGHT,
        )

    assert refusal.value.code == "not_in_the_zone"


def test_a_draft_is_no_checklist_yet(lead, unit):
    with pytest.raises(TransitionRefused) as refusal:
        zone_checks.record(
            by=lead,
            zone=unit.zone,
            checklist_version=lab.checklist(published=False),
            answers=lab.ALL_RIGHT,
        )

    assert refusal.value.code == "not_published"


def test_the_bureau_records_no_check_of_the_zone(officer, unit, version):
    with pytest.raises(TransitionRefused) as refusal:
        zone_checks.record(
            by=officer, zone=unit.zone, checklist_version=version, answers=lab.ALL_RIGHT
        )

    assert refusal.value.code == "forbidden"


def test_a_recorded_check_stays(lead, unit, version):
    check = zone_checks.record(
        by=lead, zone=unit.zone, checklist_version=version, answers=lab.ALL_RIGHT
    )

    for change in (
        lambda: ZoneCheck.objects.filter(pk=check.pk).update(score=1),
        lambda: ZoneCheckAnswer.objects.filter(zone_check=check).update(failed=True),
        lambda: ZoneCheck.objects.filter(pk=check.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_averages_are_per_operator_and_per_month(unit, inside, version):
    lab.checked(unit.zone, workshop=inside, score=80, failures=2)
    lab.checked(unit.zone, workshop=inside, score=90, failures=1)
    lab.checked(unit.zone, score=40, on=ahead(-40))

    (row,) = ZoneCheck.objects.by_workshop()
    months = list(ZoneCheck.objects.by_month())

    assert (row["checks"], row["average"], row["failed"]) == (2, 85, 3)
    assert [month["average"] for month in months] == [40, 85]


def test_operators_see_checks_of_themselves_and_the_zone_all_of_its_own(
    unit, inside, lead, version, officer, stranger
):
    lab.checked(unit.zone, workshop=inside)
    lab.checked(unit.zone)
    lab.checked(ZoneFactory())
    operator = acts_for(inside.enterprise)

    def seen(user):
        return ZoneCheck.objects.visible_to(user).count()

    assert [seen(each) for each in (officer, lead, operator, stranger)] == [3, 2, 1, 0]


def test_the_zones_people_check_on_a_page(client, lead, unit, inside, version):
    client.force_login(lead, backend="qualitysup.accounts.backends.RoleBackend")
    url = reverse("admin:workshops_zonecheck_record_in", args=[unit.zone_id])
    typed = {"workshop": inside.pk, "checked_on": ahead(0).isoformat(), "note": "夜班"}
    typed |= {f"value-{answer['item']}": answer["value"] for answer in with_answers(cold=11)}

    first = client.get(reverse("admin:workshops_zonecheck_record"))
    page = client.get(url).content.decode()
    answer = client.post(url, typed)

    check = ZoneCheck.objects.get()
    assert first.url == url  # the only zone that this person runs
    assert "生熟分开" in page
    assert answer.status_code == 302
    assert (check.workshop, check.failures, check.note, check.by) == (inside, 1, "夜班", lead)


def test_an_unanswered_page_keeps_what_was_typed(client, lead, unit, inside, version):
    client.force_login(lead, backend="qualitysup.accounts.backends.RoleBackend")
    url = reverse("admin:workshops_zonecheck_record_in", args=[unit.zone_id])

    answer = client.post(url, {"checked_on": ahead(0).isoformat(), "value-cold": "7"})

    assert answer.status_code == 200
    assert 'value="7"' in answer.content.decode()
    assert not ZoneCheck.objects.exists()


def test_the_zone_of_others_is_not_found(client, lead, version):
    client.force_login(lead, backend="qualitysup.accounts.backends.RoleBackend")
    url = reverse("admin:workshops_zonecheck_record_in", args=[ZoneFactory().pk])

    assert client.get(url).status_code == 404


def test_the_page_of_averages_is_everybodys_own(client, lead, unit, inside, version):
    lab.checked(unit.zone, workshop=inside, score=77)
    client.force_login(lead, backend="qualitysup.accounts.backends.RoleBackend")

    body = client.get(reverse("admin:workshops_zonecheck_averages")).content.decode()

    assert "77.0" in body
    assert str(inside) in body


def test_the_api_takes_a_check_and_shows_its_answers(lead, unit, inside, version):
    api = APIClient()
    api.force_authenticate(lead)
    given = {
        "zone": unit.zone_id,
        "workshop": inside.pk,
        "checklist_version": version.pk,
        "answers": with_answers(cold=9),
    }

    answer = api.post("/api/v1/zone-checks/", given, format="json")

    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert shown["failures"] == 1
    assert {row["item"] for row in shown["answers"] if row["failed"]} == {"cold"}
