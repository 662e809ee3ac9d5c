"""The way a case moves, tried on a case type of the tests' own."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.casework.errands import services
from tests.casework.errands.models import Errand, ErrandLog
from tests.casework.errands.workflow import ERRAND
from tests.casework.factories import ErrandFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

State = Errand.State

# Typed out on purpose: a change to the table has to be made here too.
LAWFUL = {
    ("send", "draft"): "out",
    ("add", "draft"): "out",
    ("add", "out"): "out",
    ("bring_back", "out"): "back",
    ("send_again", "back"): "out",
    ("receive", "back"): "done",
    ("drop", "draft"): "dropped",
    ("drop", "out"): "dropped",
    ("drop", "back"): "dropped",
}
EXTRA = {"add": {"parcels": 2}, "drop": {"note": "not needed"}}


@pytest.fixture
def everyone():
    """Somebody who may take every step."""
    return UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD])


def take(errand, name, **words):
    return getattr(services, name)(errand, **EXTRA.get(name, {}), **words)


def in_state(state):
    return ErrandFactory(**{state: True} if state != "draft" else {})


@pytest.mark.parametrize("name", ERRAND.steps)
@pytest.mark.parametrize("state", State.values)
def test_every_step_from_every_state_does_what_the_table_says(name, state, everyone):
    errand = in_state(state)

    if (name, state) in LAWFUL:
        assert take(errand, name, by=everyone).state == LAWFUL[name, state]
    else:
        with pytest.raises(TransitionRefused) as refused:
            take(errand, name, by=everyone)
        assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("name", ERRAND.steps)
@pytest.mark.parametrize("state", State.values)
def test_a_refused_step_changes_nothing_and_logs_nothing(name, state, everyone):
    if (name, state) in LAWFUL:
        return
    errand = in_state(state)
    before = Errand.objects.filter(pk=errand.pk).values().get()

    with pytest.raises(TransitionRefused):
        take(errand, name, by=everyone)

    assert Errand.objects.filter(pk=errand.pk).values().get() == before
    assert not errand.log.exists()
    assert not Deadline.objects.of(errand).exists()


def test_a_step_logs_who_when_and_on_what_basis(officer):
    errand = services.send(ErrandFactory(), by=officer, note="by bicycle")

    entry = errand.log.get()

    assert (entry.by, entry.on, entry.name) == (officer, timezone.localdate(), "send")
    assert (entry.from_state, entry.to_state, entry.note) == ("draft", "out", "by bicycle")
    assert entry.legal_basis == "民法典 510"
    assert errand.version == 1


def test_a_step_starts_the_clock_that_its_row_names_and_another_ends_it(officer):
    errand = services.send(ErrandFactory(), by=officer)
    deadline = Deadline.objects.of(errand).get()
    assert (deadline.term, deadline.started_on) == ("correct", timezone.localdate())
    assert (deadline.holder, deadline.division_id) == (officer, errand.division_id)

    services.bring_back(errand, by=officer)

    deadline.refresh_from_db()
    assert deadline.met_on == timezone.localdate()


def test_a_dropped_case_owes_nothing_more(officer):
    errand = services.send(ErrandFactory(), by=officer)

    services.drop(errand, by=officer, note="not needed")

    deadline = Deadline.objects.of(errand).get()
    assert deadline.void_reason == "Drop"


# --- Who -----------------------------------------------------------------------------------------


def test_a_step_needs_its_own_permission(chief):
    with pytest.raises(TransitionRefused) as refused:
        services.send(ErrandFactory(), by=chief)

    assert refused.value.code == "forbidden"


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR]
)
@pytest.mark.parametrize(("name", "state"), LAWFUL)
def test_the_three_separated_roles_take_no_step_at_all(name, state, role):
    with pytest.raises(TransitionRefused) as refused:
        take(in_state(state), name, by=UserFactory(roles=[role]))

    assert refused.value.code == "forbidden"


# --- Guards --------------------------------------------------------------------------------------


def test_a_guard_refuses_with_its_own_code_and_reason(officer):
    with pytest.raises(TransitionRefused, match="0 parcels") as refused:
        services.send(ErrandFactory(parcels=0), by=officer)

    assert refused.value.code == "has_parcels"
    assert not refused.value.overridable


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_a_step_that_wants_words_is_not_taken_without(blank, officer):
    errand = ErrandFactory()

    with pytest.raises(TransitionRefused) as refused:
        services.drop(errand, by=officer, note=blank)

    assert refused.value.code == "no_reason"
    errand.refresh_from_db()
    assert (errand.state, errand.log.count()) == (State.DRAFT, 0)


def test_a_hard_guard_is_not_overridden(officer, leader):
    officer.roles = [Role.CASE_OFFICER, Role.BUREAU_LEADER]
    with pytest.raises(TransitionRefused, match="0 parcels"):
        services.send(ErrandFactory(parcels=0), by=officer, override="never mind")


def test_a_soft_guard_holds_for_whoever_may_not_override(chief):
    with pytest.raises(TransitionRefused) as refused:
        services.receive(ErrandFactory(back=True, signed=False), by=chief, override="I know him")

    assert refused.value.code == "is_signed"
    assert not refused.value.overridable


@pytest.mark.parametrize("blank", ["", "   "])
def test_an_override_needs_a_reason(blank, leader):
    with pytest.raises(TransitionRefused, match="record the reason") as refused:
        services.receive(ErrandFactory(back=True, signed=False), by=leader, override=blank)

    assert refused.value.overridable


def test_an_override_is_kept_in_the_log(leader):
    errand = ErrandFactory(back=True, signed=False)

    services.receive(errand, by=leader, override="the receiver was seen on camera")

    assert errand.log.get().override == "the receiver was seen on camera"


def test_nothing_is_logged_as_overridden_where_nothing_stood_in_the_way(leader):
    errand = ErrandFactory(back=True, signed=True)

    services.receive(errand, by=leader, override="just in case")

    assert errand.log.get().override == ""


# --- What the database holds ---------------------------------------------------------------------


def test_a_constraint_that_a_step_would_break_speaks_in_its_own_words(leader):
    errand = ErrandFactory(back=True)

    with pytest.raises(ValidationError, match="has the day it was received") as refused:
        services.receive(errand, by=leader, forget_the_day=True)

    assert refused.value.code == "errand_done_on_iff_done"
    errand.refresh_from_db()
    assert (errand.state, errand.version) == (State.BACK, 0)
    assert not errand.log.exists()


def test_a_field_that_is_out_of_range_is_refused_before_the_database_sees_it(officer):
    with pytest.raises(ValidationError) as refused:
        services.add(ErrandFactory(), by=officer, parcels=99999)

    assert "parcels" in refused.value.message_dict


@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_logged_stays_as_it_was(change, officer):
    errand = services.send(ErrandFactory(), by=officer)
    rows = ErrandLog.objects.filter(case=errand)

    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        rows.update(note="something else") if change == "update" else rows.delete()

    assert errand.log.get().note == ""


def test_a_step_costs_a_fixed_number_of_queries(officer, django_assert_num_queries):
    errand = ErrandFactory(out=True)
    services.add(errand, by=officer, parcels=1)

    # Savepoint, lock, last step, update, log, release.
    with django_assert_num_queries(6):
        services.add(errand, by=officer, parcels=1)


# --- When ----------------------------------------------------------------------------------------


def test_a_step_may_be_recorded_for_an_earlier_day(officer):
    monday = timezone.localdate() - dt.timedelta(days=3)

    errand = services.send(ErrandFactory(), by=officer, on=monday)

    assert (errand.sent_on, errand.log.get().on) == (monday, monday)
    assert Deadline.objects.of(errand).get().started_on == monday


def test_a_step_is_not_recorded_before_its_day(officer):
    with pytest.raises(TransitionRefused) as refused:
        services.send(ErrandFactory(), by=officer, on=timezone.localdate() + dt.timedelta(days=1))

    assert refused.value.code == "future"


def test_a_step_is_not_earlier_than_the_one_before_it(officer):
    today = timezone.localdate()
    errand = services.send(ErrandFactory(), by=officer, on=today - dt.timedelta(days=1))

    with pytest.raises(TransitionRefused) as refused:
        services.bring_back(errand, by=officer, on=today - dt.timedelta(days=2))

    assert refused.value.code == "before_last_step"


# --- Two at once ---------------------------------------------------------------------------------


def test_a_step_decides_on_the_row_in_the_database_not_the_stale_copy(officer):
    errand = ErrandFactory()
    stale = Errand.objects.get(pk=errand.pk)
    services.send(errand, by=officer)

    with pytest.raises(TransitionRefused) as refused:
        services.send(stale, by=officer)

    assert refused.value.code == "wrong_state"


def test_a_page_that_shows_an_older_version_loses(officer):
    errand = ErrandFactory(out=True)
    services.add(errand, by=officer, parcels=1, version=0)

    with pytest.raises(TransitionRefused) as refused:
        services.add(errand, by=officer, parcels=1, version=0)

    assert refused.value.code == "stale"
    errand.refresh_from_db()
    assert (errand.parcels, errand.version) == (2, 1)


# --- What may happen next ------------------------------------------------------------------------


def test_the_outlook_names_every_step_of_ones_own_and_what_is_in_the_way(leader):
    errand = ErrandFactory(back=True, signed=False)

    outlook = {step.name: refusal for step, refusal in ERRAND.outlook(errand, by=leader)}

    assert outlook["send_again"] is None
    assert outlook["receive"].overridable
    assert set(outlook) == {"send_again", "receive"}
    assert [step.name for step in ERRAND.available(errand, by=leader)] == ["send_again"]


def test_a_decision_waits_for_whoever_may_take_it(officer, chief):
    assert ERRAND.awaiting(chief) == {"back"}
    assert ERRAND.awaiting(officer) == set()
