"""Renewals and changes of a registration, and what time alone decides."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from enterprises.models import FormerName
from qualitysup.casework.workflow import WORKFLOWS, TransitionRefused
from qualitysup.celery import app
from qualitysup.clock.models import Deadline
from tests.factories import BEIJIAO, CHENCUN
from tests.workshops.factories.registration import (
    accepted,
    checked,
    desk,
    filed,
    granted,
    registered,
)
from tests.workshops.factories.zone import ahead, category
from tests.workshops.registering import on, paper, refused
from tests.workshops.terms import open_terms
from workshops.models import Application, Registration, RegistrationPeriod
from workshops.services import applications, registrations

pytestmark = pytest.mark.django_db
State, Kind = Application.State, Application.Kind
NOON = dt.time(4)  # UTC


# --- Renewing and changing ------------------------------------------------------------------------


@on(2026, 3, 2)
def test_a_renewal_follows_without_a_gap_and_keeps_number_and_history():
    by = desk()
    registration = registered(until=dt.date(2026, 5, 1), since=dt.date(2023, 5, 1), by=by)
    renewal = accepted(registration.workshop, by=by, kind=Kind.RENEWAL)

    renewal = applications.grant(renewal, by=by)

    renewed = Registration.objects.get(pk=registration.pk)
    assert renewed.number == registration.number
    assert (renewed.valid_from, renewed.valid_to) == (dt.date(2023, 5, 1), dt.date(2029, 5, 1))
    assert [
        (period.starts_on, period.ends_on, period.origin) for period in renewed.periods.all()
    ] == [
        (dt.date(2023, 5, 1), dt.date(2026, 5, 1), "grant"),
        (dt.date(2026, 5, 2), dt.date(2029, 5, 1), "renewal"),
    ]
    # The registration as it was is in its history, and the periods are never written again.
    assert [row.valid_to for row in renewed.history.order_by("pgh_id")] == [
        dt.date(2026, 5, 1),
        dt.date(2029, 5, 1),
    ]
    assert open_terms(renewed)["registration-expiry"] == dt.date(2029, 5, 1)
    said = paper(renewal, "workshop_registration")
    assert f"登记证编号：{registration.number}" in said
    assert renewal.certificate_number in said
    assert "2023年5月1日至2029年5月1日" in said


def test_periods_of_a_registration_do_not_overlap():
    registration = registered(until=ahead(100))
    with pytest.raises(IntegrityError, match="periods_do_not_overlap"), transaction.atomic():
        RegistrationPeriod.objects.create(
            registration=registration, starts_on=ahead(100), ends_on=ahead(200), origin="grant"
        )
    registration.refresh_from_db()
    assert registration.valid_to == ahead(100)


def test_a_period_that_is_added_moves_its_registration_whoever_adds_it():
    registration = registered(until=ahead(100))
    RegistrationPeriod.objects.create(
        registration=registration, starts_on=ahead(101), ends_on=ahead(300), origin="grant"
    )
    registration.refresh_from_db()
    assert registration.valid_to == ahead(300)


def test_a_period_is_never_written_again_and_a_registration_keeps_its_number():
    registration = registered(until=ahead(100))
    period = registration.periods.get()
    for change in (
        lambda: RegistrationPeriod.objects.filter(pk=period.pk).update(ends_on=ahead(500)),
        period.delete,
        lambda: Registration.objects.filter(pk=registration.pk).update(number="别的号"),
    ):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            change()


def test_a_change_of_name_leaves_number_and_validity_and_renames_the_workshop():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    old = registration.workshop.enterprise.name
    change = accepted(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["name"],
        changed_on=ahead(0),
        new_name="测试新名作坊",
    )

    change = applications.grant(change, by=by)

    changed = Registration.objects.get(pk=registration.pk)
    assert (changed.number, changed.valid_from, changed.valid_to) == (
        registration.number,
        registration.valid_from,
        registration.valid_to,
    )
    assert changed.periods.count() == 1
    assert changed.workshop.enterprise.name == "测试新名作坊"
    assert FormerName.objects.get(enterprise=changed.workshop.enterprise).name == old
    said = paper(change, "workshop_registration")
    assert "测试新名作坊" in said
    assert registration.number in said


def test_a_move_takes_the_registration_and_its_deadlines_along():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    change = checked(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["move"],
        changed_on=ahead(0),
        new_address="陈村镇测试路1号",
        new_division_id=CHENCUN,
    )
    applications.grant(change, by=by)

    moved = Registration.objects.get(pk=registration.pk)
    assert moved.division_id == CHENCUN
    assert moved.workshop.division_id == CHENCUN
    assert moved.workshop.enterprise.address == "陈村镇测试路1号"
    open_ones = Deadline.objects.of(moved).open()
    assert {deadline.division_id for deadline in open_ones} == {CHENCUN}
    assert open_ones.count() == 3
    # The case stays where it was worked.
    change.refresh_from_db()
    assert change.division_id == BEIJIAO


def test_other_varieties_are_made_from_the_grant_on():
    by = desk()
    registration = registered(until=ahead(400), by=by)
    change = checked(
        registration.workshop,
        by=by,
        kind=Kind.CHANGE,
        changes=["variety"],
        changed_on=ahead(0),
        foods=[(category("2501"), "豆腐")],
    )
    applications.grant(change, by=by)

    made = registration.workshop.varieties
    assert [variety.name for variety in made.open()] == ["豆腐"]
    assert made.get(name="测试食品0401").until == ahead(-1)


def test_a_new_registration_takes_the_place_of_one_that_was_not_renewed():
    by = desk()
    old = registered(until=ahead(10), by=by)
    application = granted(old.workshop, by=by)

    old.refresh_from_db()
    assert old.state == Registration.State.CANCELLED
    assert old.ended_on == ahead(0)
    assert application.registration.number in old.ended_because
    assert open_terms(old) == {}
    assert list(Registration.objects.in_force()) == [application.registration]
    assert list(Registration.objects.covering(ahead(0))) == [application.registration]


# --- What time does -------------------------------------------------------------------------------


def renewal_before(expiry_in=30, **facts):
    registration = registered(until=ahead(expiry_in))
    return filed(registration.workshop, kind=Kind.RENEWAL, **facts)


def beat():
    """What the schedule starts, by the name under which it starts it."""
    app.loader.import_default_modules()
    task = app.tasks[app.conf.beat_schedule["deem-renewals"]["task"]]
    task.apply(throw=True)


def test_a_renewal_undecided_at_expiry_is_deemed_granted_by_the_beat_task():
    renewal = renewal_before()
    registration = renewal.registration
    last = registration.valid_to

    with time_machine.travel(dt.datetime.combine(last, NOON, dt.UTC)):
        beat()
        renewal.refresh_from_db()
        assert renewal.state == State.FILED

    with time_machine.travel(dt.datetime.combine(last + dt.timedelta(days=1), NOON, dt.UTC)):
        beat()
        beat()

        renewal.refresh_from_db()
        registration.refresh_from_db()
        assert renewal.state == State.DEEMED
        [log] = renewal.log.all()
        assert (log.name, log.by) == ("deem", None)
        assert "视为准予延续" in log.legal_basis
        period = registration.periods.latest("starts_on")
        assert (period.origin, period.starts_on) == ("deemed", last + dt.timedelta(days=1))
        assert registration.valid_to == period.ends_on
        assert registration.covers(timezone.localdate())
        assert open_terms(renewal) == {}
        assert list(Application.objects.to_certify()) == [renewal]

        # Somebody signs the certificate afterwards, once.
        by = desk()
        renewal = applications.certify(renewal, by=by)
        assert registration.number in paper(renewal, "workshop_registration")
        assert list(Application.objects.to_certify()) == []
        assert WORKFLOWS["workshops.Application"].available(renewal, by=by) == []


def test_a_renewal_is_not_decided_after_the_expiry_in_its_stead():
    by = desk()
    renewal = applications.accept(renewal_before(), by=by)
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        reason = refused("registration_stands", applications.grant, renewal, by=by)
        assert "deemed renewed" in reason


def test_neither_a_change_nor_a_decided_or_withdrawn_renewal_is_ever_deemed():
    by = desk()
    withdrawn = applications.withdraw(renewal_before(), by=by)
    refused_one = applications.turn_away(renewal_before(), by=by, note="不符")
    done = applications.grant(applications.accept(renewal_before(), by=by), by=by)
    change = filed(
        registered(until=ahead(30)).workshop,
        kind=Kind.CHANGE,
        changes=["layout"],
        changed_on=ahead(0),
    )
    revoked = renewal_before()
    registrations.revoke(revoked.registration, by=by, because="行政处罚决定")
    expected = {a.pk: a.state for a in (withdrawn, refused_one, done, change, revoked)}

    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        beat()
        assert dict(Application.objects.values_list("pk", "state")) == expected
        refused("undecided_at_expiry", applications.deem, change, by=None)
        refused("undecided_at_expiry", applications.deem, revoked, by=None)


def test_one_that_cannot_be_deemed_does_not_stop_the_others(monkeypatch):
    one, other = renewal_before(), renewal_before()
    with time_machine.travel(timezone.now() + dt.timedelta(days=31)):
        taken = applications.deem

        def quicker(application, *, by):
            if application == one:
                raise TransitionRefused("wrong_state", "Somebody was quicker.")
            return taken(application, by=by)

        monkeypatch.setattr(applications, "deem", quicker)
        assert applications.deem_due() == 1
    other.refresh_from_db()
    assert other.state == State.DEEMED
