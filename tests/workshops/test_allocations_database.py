"""What the database holds of allocations, whoever writes them."""

import pytest
from django.db import IntegrityError, transaction

from tests.workshops.factories.zone import (
    TOFU,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    planned,
    workshop,
)
from workshops.models import Allocation, Registration

pytestmark = pytest.mark.django_db


def row(unit, relocation=None, **facts):
    """An allocation past the service, as an import or a hand in psql would write it."""
    relocation = relocation or RelocationFactory(zone=unit.zone)
    return Allocation(
        **{
            "relocation": relocation,
            "zone": relocation.zone,
            "workshop": relocation.workshop,
            "unit": unit,
            "division_id": relocation.division_id,
            "place": 1,
            "starts_on": ahead(0),
        }
        | facts
    )


def broken(*rows):
    """The name of the constraint or trigger that lets these rows not be."""
    *before, last = rows
    for each in before:
        each.save()
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        last.save()
    return refused.value.__cause__.diag.constraint_name


def test_a_place_is_given_once():
    unit = UnitFactory()

    assert broken(row(unit, ends_on=ahead(9)), row(unit, starts_on=ahead(9))) == (
        "allocation_place_given_once"
    )


def test_a_place_taken_back_is_free():
    unit = UnitFactory()

    row(unit, withdrawn_on=ahead(0)).save()
    row(unit).save()

    assert Allocation.objects.standing().count() == 1


def test_a_workshop_has_one_unit_at_a_time():
    unit = UnitFactory(capacity=2)
    relocation = RelocationFactory(zone=unit.zone)

    assert broken(row(unit, relocation), row(unit, relocation, place=2)) == (
        "allocation_workshop_in_one_unit_at_a_time"
    )


def test_a_unit_holds_no_more_than_it_has_room_for():
    assert broken(row(UnitFactory(capacity=1), place=2)) == "allocation_within_the_capacity"


def test_a_unit_fits_what_is_made_in_it():
    unit = UnitFactory(fit_for=["0401"])
    soy = RelocationFactory(zone=unit.zone, workshop=workshop(makes=["0401", TOFU]))

    assert broken(row(unit, soy)) == "allocation_fits_the_varieties"


def test_the_registration_covers_the_first_day():
    unit = UnitFactory()
    made = workshop(registered_to=ahead(3))
    soon = RelocationFactory(zone=unit.zone, workshop=made)

    assert broken(row(unit, soon, starts_on=ahead(4))) == "allocation_while_registered"


def test_the_registration_covers_the_day_of_moving_in_whatever_it_was_before(officer):
    relocation = planned(UnitFactory(), by=officer)
    Registration.objects.update(state="revoked", ended_on=ahead(0), ended_because="吊销")

    held = relocation.allocation
    held.moved_in_on = ahead(0)

    assert broken(held) == "allocation_while_registered"


def test_what_is_made_is_asked_again_on_moving_in(officer):
    relocation = planned(UnitFactory(), by=officer)
    relocation.workshop.varieties.update(until=ahead(0))

    held = relocation.allocation
    held.moved_in_on = ahead(0)

    assert broken(held) == "allocation_fits_the_varieties"


def test_zone_workshop_and_unit_are_those_of_the_relocation():
    unit = UnitFactory()

    assert broken(row(unit, RelocationFactory(zone=ZoneFactory()))) == (
        "allocation_of_its_relocation"
    )
    assert broken(row(unit, workshop=workshop())) == "allocation_of_its_relocation"


def test_what_was_given_is_never_deleted(officer):
    planned(UnitFactory(), by=officer)

    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Allocation.objects.all().delete()
