"""Fines, public criticism and the like: recorded, public for their time, gone from the page."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from inspections.models import Disclosure, Penalty
from inspections.services import decisions, disclosures
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, browser_of, queries
from tests.inspections.factories import PenaltyFactory, PublicPageFactory, SmallFineFactory

pytestmark = pytest.mark.django_db

LIST, API = "/admin/inspections/penalty/", "/api/v1/penalties/"


def recorded(by, **facts) -> Penalty:
    firm = facts.pop("enterprise", None) or EnterpriseFactory()
    typed = PenaltyFactory.build(
        enterprise=firm, division_id=firm.division_id, recorded_by=by, **facts
    )
    return decisions.record(typed, by=by)


def waiting(penalty) -> Disclosure | None:
    return Disclosure.objects.filter(kind="penalty", source_id=penalty.pk).first()


def published(penalty, chief, leader, on=None) -> Disclosure:
    on = on or timezone.localdate()
    disclosure = disclosures.approve(waiting(penalty), by=leader, on=on)
    return disclosures.publish(disclosure, by=chief, on=on)


# --- Recorded, and in the queue -------------------------------------------------------------------


def test_a_fine_waits_for_the_public_from_the_day_of_its_decision(officer):
    penalty = recorded(officer, number="顺市监处罚[2026] 12号")

    disclosure = waiting(penalty)

    assert penalty.number == "顺市监处罚〔2026〕12号"
    assert (disclosure.state, disclosure.formed_on) == ("queued", penalty.decided_on)
    assert disclosure.party_name == penalty.enterprise.name
    assert disclosure.facts["amount"] == "20000.00"
    assert Deadline.objects.of(disclosure).get().term == "disclose"


def test_a_warning_alone_is_not_public(officer):
    assert waiting(recorded(officer, kind="warning", amount=None)) is None


@pytest.mark.parametrize(
    ("facts", "months"),
    [
        ({"kind": "criticism", "amount": None}, 3),
        ({"amount": 50_000}, 3),
        ({"amount": "50000.01"}, 36),
        ({"kind": "confiscation", "amount": None}, 36),
        ({"kind": "restriction", "amount": None, "restricted_months": 12}, 36),
        ({"kind": "restriction", "amount": None, "restricted_months": 60}, 60),
    ],
)
def test_how_long_it_is_public_is_what_art_13_says(officer, facts, months):
    SmallFineFactory()

    assert waiting(recorded(officer, **facts)).penalty_months == months


def test_where_no_amount_is_entered_every_fine_is_public_for_three_years(officer):
    assert waiting(recorded(officer, amount=1)).penalty_months == 36


def test_the_amount_is_that_of_the_day_and_of_the_own_province(officer):
    day = timezone.localdate() - dt.timedelta(days=3)
    SmallFineFactory(up_to=100)
    SmallFineFactory(up_to=50_000, valid_from=day + dt.timedelta(days=1))
    SmallFineFactory(up_to=50_000, division_id="420000000000")

    assert waiting(recorded(officer, decided_on=day)).penalty_months == 36


def test_an_inspector_records_no_penalty(inspector):
    with pytest.raises(TransitionRefused, match="may not"):
        recorded(inspector)


def test_no_decision_is_recorded_before_its_day_or_twice(officer):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(TransitionRefused, match="not before"):
        recorded(officer, decided_on=tomorrow)
    recorded(officer, number="顺市监处罚〔2026〕7号")
    with pytest.raises(ValidationError, match="on record already"), transaction.atomic():
        recorded(officer, number="顺市监处罚[2026]7号")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"amount": None}, "A fine has its amount"),
        ({"kind": "criticism", "amount": 5}, "A fine has its amount"),
        ({"kind": "restriction", "amount": None}, "A restriction has its length"),
        ({"served_on": dt.date(2001, 1, 1)}, "served after it is made"),
    ],
)
def test_what_cannot_be_is_refused_in_words(officer, facts, words):
    with pytest.raises(ValidationError, match=words), transaction.atomic():
        recorded(officer, **facts)


def test_what_was_decided_is_never_edited():
    penalty = PenaltyFactory()

    for change in ({"amount": 1}, {"number": "X"}, {"content": "别的"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Penalty.objects.filter(pk=penalty.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Penalty.objects.filter(pk=penalty.pk)._raw_delete("default")


# --- Public for its time --------------------------------------------------------------------------


def test_a_small_penalty_is_gone_from_the_page_after_three_months(officer, chief, leader):
    PublicPageFactory()
    cache.clear()
    today = timezone.localdate()
    begun = today - dt.timedelta(days=100)
    old = recorded(officer, kind="criticism", amount=None, decided_on=begun, violation="旧的")
    new = recorded(officer, kind="criticism", amount=None, violation="新的")
    over = published(old, chief, leader, on=begun)
    published(new, chief, leader)

    told = Client().get("/public/results/").content.decode()
    assert disclosures.expire_due() == 1

    assert "新的" in told
    assert "旧的" not in told
    over.refresh_from_db()
    assert over.state == "expired"
    assert over.shown_until < today


def test_an_annulled_decision_is_to_be_withdrawn_in_three_working_days(officer, chief, leader):
    penalty = recorded(officer)
    disclosure = published(penalty, chief, leader)

    decisions.annul(penalty, by=officer, note="复议撤销")
    disclosure.refresh_from_db()

    assert disclosure.annulled_on == timezone.localdate()
    owed = Deadline.objects.of(disclosure).open().filter(term="withdraw-disclosure")
    assert owed.exists()
    with pytest.raises(TransitionRefused):
        decisions.annul(penalty, by=officer, note="再来")


def test_a_restriction_is_not_taken_down_early_and_a_fine_may_be(officer, chief, leader):
    """处罚信息公示规定 14."""
    bound = recorded(officer, kind="restriction", amount=None, restricted_months=6)
    with pytest.raises(TransitionRefused) as refusal:
        disclosures.withdraw(published(bound, chief, leader), by=chief, note="申请")
    fine = published(recorded(officer), chief, leader)

    assert refusal.value.code == "not_taken_down_early"
    assert disclosures.withdraw(fine, by=chief, note="信用修复").state == "withdrawn"


# --- For another province -------------------------------------------------------------------------


def test_whoever_is_registered_in_another_province_is_in_the_list_to_send(officer):
    away = EnterpriseFactory(uscc=uscc_number(9_000_001, division="420200"))
    sent = recorded(officer, enterprise=away)
    recorded(officer)
    recorded(officer, kind="warning", amount=None, enterprise=away)
    recorded(officer, enterprise=EnterpriseFactory(workshop=True))

    assert list(Penalty.objects.to_push()) == [sent]
    page = browser_of(officer).get(LIST, {"push": "elsewhere"}).context["cl"]
    assert list(page.result_list) == [sent]


# --- Doors ----------------------------------------------------------------------------------------


def typed(**more):
    return {
        "enterprise": EnterpriseFactory().pk,
        "number": "顺市监处罚〔2026〕3号",
        "kind": "fine",
        "amount": "8000",
        "violation": "标签不符合要求",
        "content": "罚款八千元。",
        "basis": "食品安全法 125",
        "decided_on": timezone.localdate().isoformat(),
    } | more


def test_it_is_recorded_served_and_annulled_in_the_admin(officer):
    browser = browser_of(officer)
    today = timezone.localdate().isoformat()

    browser.post(f"{LIST}add/", typed())
    penalty = Penalty.objects.get()
    shown = browser.get(f"{LIST}{penalty.pk}/change/").content.decode()
    browser.post(f"{LIST}{penalty.pk}/serve/", {"on": today})
    browser.post(f"{LIST}{penalty.pk}/annul/", {"on": today, "note": "复议撤销"})

    assert "Record the service" in shown
    assert 'name="amount"' not in shown
    penalty.refresh_from_db()
    assert (penalty.served_on, penalty.annulled_because) == (timezone.localdate(), "复议撤销")
    assert "Record the service" not in browser.get(f"{LIST}{penalty.pk}/change/").content.decode()


def test_a_refusal_stands_on_the_form(officer):
    response = browser_of(officer).post(f"{LIST}add/", typed(amount=""))

    assert "A fine has its amount" in response.content.decode()
    assert not Penalty.objects.exists()


def test_a_program_records_serves_and_annuls(officer):
    client, today = api_of(officer), timezone.localdate().isoformat()

    made = client.post(API, typed(), format="json")
    assert made.status_code == 201, made.json()
    address = f"{API}{made.json()['id']}/"
    assert client.post(f"{address}serve/", {"on": today}).json()["served_on"] == today
    annulled = client.post(f"{address}annul/", {"note": "复议撤销"}).json()
    assert annulled["annulled_on"] == today
    again = client.post(f"{address}annul/", {"note": "再来"})
    assert (again.status_code, again.json()["code"]) == (409, "annulled")
    assert client.post(API, typed(number="A1", amount=None), format="json").status_code == 400
    assert client.get(address).json()["annulled_because"] == "复议撤销"


def test_penalties_elsewhere_are_not_found(officer):
    PenaltyFactory(enterprise=EnterpriseFactory(division_id=HUANGSHI))
    mine = PenaltyFactory()

    found = api_of(officer).get(API).json()["results"]

    assert [row["id"] for row in found] == [mine.pk]
    stranger = UserFactory(roles=[Role.CASE_OFFICER], divisions=[HUANGSHI], home_id=HUANGSHI)
    assert browser_of(stranger).get(f"{LIST}{mine.pk}/serve/").status_code == 404


@pytest.mark.parametrize(("door", "path"), [(api_of, API), (browser_of, LIST)])
def test_lists_cost_the_same_for_two_rows_and_twelve(officer, door, path):
    client = door(officer)
    PenaltyFactory.create_batch(2)
    client.get(path)
    few = queries(lambda: client.get(path))
    PenaltyFactory.create_batch(10)

    assert queries(lambda: client.get(path)) == few
