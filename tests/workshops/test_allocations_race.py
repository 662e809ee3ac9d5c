"""Two sessions in one second: a place is given once, and whoever comes second is told why not."""

import threading
import time

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from enterprises.services import register
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.factories import UserFactory
from tests.inspections.clients import at_once
from tests.workshops.factories.zone import (
    TOFU,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    category,
    moved_in,
    planned,
    workshop,
)
from tests.workshops.test_allocations_database import row
from workshops.models import Allocation, Relocation, Unit, Variety
from workshops.services import relocations, varieties

pytestmark = pytest.mark.django_db(transaction=True)


def give(unit, starts_on=None):
    """Somebody of the desk, about to give the unit in a session of their own."""
    by = UserFactory(roles=[Role.CASE_OFFICER])
    relocation = RelocationFactory(zone=unit.zone)

    def take():
        try:
            words = {"unit": unit, "starts_on": starts_on or ahead(0), "ends_on": None}
            relocations.allocate(relocation, by=by, **words)
        except TransitionRefused as refusal:
            return refusal.code, refusal.reason
        return "given", str(relocation.workshop)

    return take


def test_of_two_who_give_one_unit_in_the_same_second_one_is_told_who_has_it():
    unit = UnitFactory()

    outcome = dict(at_once(give(unit), give(unit)))

    assert set(outcome) == {"given", "allocation_place_given_once"}
    assert outcome["given"] in outcome["allocation_place_given_once"]
    assert Allocation.objects.count() == 1


def test_of_three_for_a_unit_of_two_places_two_get_one_each():
    unit = UnitFactory(capacity=2)

    outcome = [code for code, _words in at_once(*(give(unit) for _each in range(3)))]

    assert sorted(outcome) == ["allocation_place_given_once", "given", "given"]
    assert sorted(Allocation.objects.values_list("place", flat=True)) == [1, 2]


def test_past_the_service_the_database_itself_gives_a_place_once():
    unit = UnitFactory()
    rows = [row(unit), row(unit)]

    def write(each):
        def save():
            try:
                each.save()
            except IntegrityError as refused:
                return refused.__cause__.diag.constraint_name
            except OperationalError as refused:
                # Two rows that exclude each other may each wait for the other: PostgreSQL ends one.
                if not isinstance(refused.__cause__, DeadlockDetected):
                    raise
                return "allocation_place_given_once"
            return "saved"

        return save

    assert sorted(at_once(*map(write, rows))) == ["allocation_place_given_once", "saved"]
    assert Allocation.objects.count() == 1


def test_a_unit_does_not_shrink_under_whoever_is_given_its_last_place():
    unit = UnitFactory(capacity=2)
    row(unit).save()
    last = row(unit, place=2)

    def shrink():
        try:
            Unit.objects.filter(pk=unit.pk).update(capacity=1)
        except IntegrityError as refused:
            return refused.__cause__.diag.constraint_name
        return "done"

    def take():
        try:
            last.save()
        except IntegrityError as refused:
            return refused.__cause__.diag.constraint_name
        return "done"

    outcome = at_once(shrink, take)

    assert outcome in (
        ["done", "allocation_within_the_capacity"],
        ["unit_keeps_room_for_whom_it_holds", "done"],
    )
    unit.refresh_from_db()
    assert Allocation.objects.filter(place__gt=unit.capacity).count() == 0


def test_proposed_twice_in_the_same_second_a_workshop_is_on_its_way_once():
    zone, made = ZoneFactory(), workshop()
    people = UserFactory.create_batch(2, roles=[Role.CASE_OFFICER])

    def proposing(by):
        return lambda: relocations.propose(made, zone=zone, by=by).pk

    first, second = at_once(*map(proposing, people))

    assert first == second
    assert Relocation.objects.count() == 1


def somebody_waits_for_a_lock():
    """Only when a second session stands at the first one's door is the race on."""
    for _try in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


@pytest.mark.parametrize("step", ["move_in", "move_out"])
def test_a_step_waits_for_a_merge_of_its_enterprise_and_neither_dies_of_it(step):
    """Both take the enterprise first: a relocation taken before it would be a deadlock."""
    by = UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD])
    unit = UnitFactory()
    relocation = planned(unit, by=by) if step == "move_in" else moved_in(unit, by=by)
    enterprise, merging = relocation.workshop.enterprise, threading.Event()

    def merge():
        with transaction.atomic():
            register.locked(enterprise)
            merging.set()
            somebody_waits_for_a_lock()
            return Relocation.objects.locked().get(pk=relocation.pk).state

    def take():
        merging.wait(timeout=10)
        if step == "move_in":
            return relocations.move_in(relocation, by=by, override="旧址已拆除").state
        return relocations.move_out(relocation, by=by, note="退出", address="新街2号").state

    before = relocation.state
    assert at_once(merge, take) == [before, {"move_in": "moved_in", "move_out": "moved_out"}[step]]


def test_a_variety_begun_while_the_unit_is_given_is_judged_by_it():
    """Whoever comes second sees the other: never a unit with something that it is not fit for."""
    by = UserFactory(roles=[Role.CASE_OFFICER])
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone)

    def begin():
        try:
            varieties.begin(relocation.workshop, by=by, category=category(TOFU), name="豆腐")
        except TransitionRefused as refusal:
            return refusal.code
        return "begun"

    def allocate():
        try:
            return relocations.allocate(relocation, by=by, unit=unit, starts_on=ahead(0)).state
        except TransitionRefused as refusal:
            return refusal.code

    assert at_once(begin, allocate) in (
        ["begun", "allocation_fits_the_varieties"],
        ["variety_fits_the_unit", "planned"],
    )


def test_past_the_services_the_database_itself_lets_only_one_of_the_two_be():
    unit = UnitFactory()
    given = row(unit)
    tofu = Variety(workshop=given.workshop, category=category(TOFU), name="豆腐", since=ahead(0))

    def write(each):
        def save():
            try:
                each.save()
            except IntegrityError as refused:
                return refused.__cause__.diag.constraint_name
            return "saved"

        return save

    assert at_once(write(given), write(tofu)) in (
        ["saved", "variety_fits_the_unit"],
        ["allocation_fits_the_varieties", "saved"],
    )
