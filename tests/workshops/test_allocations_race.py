"""Two sessions in one second: a place is given once, and whoever comes second is told why not."""

import pytest
from django.db import IntegrityError

from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from tests.factories import UserFactory
from tests.inspections.clients import at_once
from tests.workshops.factories.zone import (
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    workshop,
)
from tests.workshops.test_allocations_database import row
from workshops.models import Allocation, Relocation, Unit
from workshops.services import relocations

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
            return "saved"

        return save

    assert sorted(at_once(*map(write, rows))) == ["allocation_place_given_once", "saved"]


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
