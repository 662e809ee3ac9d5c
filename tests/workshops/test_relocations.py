"""A workshop on its way into a zone, and every refusal with words that help."""

import pytest

from qualitysup.accounts.roles import Role
from tests.workshops.factories.zone import (
    CURED_MEAT,
    TOFU,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    planned,
    workshop,
)
from tests.workshops.refusals import refusal
from tests.workshops.terms import due
from workshops.models import Allocation, AreaKind, Relocation, Zone
from workshops.services import relocations

pytestmark = pytest.mark.django_db
State = Relocation.State


def give(unit, *, by, starts_on=None, ends_on=None, **facts):
    """What is said of giving a unit to a workshop that agreed."""
    relocation = RelocationFactory(zone=unit.zone, **facts)
    words = {"unit": unit, "starts_on": starts_on or ahead(0), "ends_on": ends_on}
    return refusal(relocations.allocate, relocation, by=by, **words)


# --- Proposed and agreed --------------------------------------------------------------------------


def test_proposing_again_changes_nothing(officer):
    zone, made = ZoneFactory(), workshop()

    first = relocations.propose(made, zone=zone, by=officer, rank=3, reasons=[{"code": "fringe"}])
    again = relocations.propose(made, zone=zone, by=officer, rank=9)

    assert again == first
    assert (Relocation.objects.get().rank, Relocation.objects.get().state) == (3, "candidate")


def test_a_workshop_on_its_way_into_one_zone_is_not_proposed_for_another(officer):
    relocation = RelocationFactory()

    refused = refusal(relocations.propose, relocation.workshop, zone=ZoneFactory(), by=officer)

    assert refused.code == "relocation_open_once_per_workshop"
    assert relocation.zone.name in refused.reason


def test_who_declined_may_be_proposed_again(officer):
    relocation = RelocationFactory(candidate=True)
    relocations.decline(relocation, by=officer, note="租约未到期")

    again = relocations.propose(relocation.workshop, zone=relocation.zone, by=officer)

    assert again != relocation
    assert again.state == State.CANDIDATE


def test_nobody_is_given_a_unit_who_has_not_agreed(officer):
    refused = give(UnitFactory(), by=officer, candidate=True)

    assert refused.code == "wrong_state"
    assert not Allocation.objects.exists()


# --- The waiting list -----------------------------------------------------------------------------


def test_the_waiting_list_goes_by_the_day_and_then_by_rank(officer):
    zone = ZoneFactory()
    late, low, high = (RelocationFactory(zone=zone, rank=rank) for rank in (1, 7, 2))
    for relocation, day in ((low, ahead(-3)), (high, ahead(-3)), (late, ahead(0))):
        relocations.wait(relocation, by=officer, on=day)

    assert [each.pk for each in zone.relocations.waiting().in_turn()] == [
        high.pk,
        low.pk,
        late.pk,
    ]
    assert Relocation.objects.get(pk=late.pk).position == 3


def test_who_comes_back_from_a_unit_keeps_the_old_place_on_the_list(officer):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone, waiting=True)
    since = relocation.waiting_since
    relocation = relocations.allocate(
        relocation, by=officer, unit=unit, starts_on=ahead(5), ends_on=None
    )

    relocation = relocations.wait(relocation, by=officer)

    assert (relocation.waiting_since, relocation.planned_on) == (since, None)
    assert Allocation.objects.get().withdrawn_on == ahead(0)
    assert due(relocation, "zone-move-in") == []


# --- Units ----------------------------------------------------------------------------------------


def test_a_unit_is_given_at_its_lowest_free_place_and_the_day_is_watched(officer):
    unit = UnitFactory(capacity=3)
    first, second = (planned(unit, by=officer, starts_on=ahead(9)) for _each in range(2))
    relocations.wait(first, by=officer)

    third = planned(unit, by=officer, starts_on=ahead(9), ends_on=ahead(400))

    assert second.allocation.place == 2
    assert (third.allocation.place, third.planned_on) == (1, ahead(9))
    assert due(third, "zone-move-in") == [ahead(9)]


def test_a_full_unit_says_who_is_there_until_when(officer):
    unit = UnitFactory(capacity=2)
    one = planned(unit, by=officer, ends_on=ahead(30))
    other = planned(unit, by=officer)

    refused = give(unit, by=officer)

    assert refused.code == "allocation_place_given_once"
    assert f"{one.workshop} until {ahead(30).isoformat()}" in refused.reason
    assert f"{other.workshop} without a last day" in refused.reason


def test_a_place_is_given_from_the_day_after_the_last_day(officer):
    unit = UnitFactory()
    planned(unit, by=officer, ends_on=ahead(30))

    assert give(unit, by=officer, starts_on=ahead(30)).code == "allocation_place_given_once"
    assert planned(unit, by=officer, starts_on=ahead(31)).state == State.PLANNED


def test_a_unit_is_not_given_to_whom_it_does_not_fit(officer):
    unit = UnitFactory(fit_for=["0401"])

    refused = give(unit, by=officer, workshop=workshop(makes=["0401", TOFU]))

    assert refused.code == "allocation_fits_the_varieties"
    assert f"测试食品{TOFU} ({TOFU})" in refused.reason
    assert "0401" not in refused.reason


def test_a_category_of_two_digits_fits_all_that_are_in_it(officer):
    unit = UnitFactory(fit_for=["04"])

    relocation = planned(unit, by=officer, workshop=workshop(makes=["0401", CURED_MEAT]))

    assert relocation.state == State.PLANNED


def test_units_of_the_zone_itself_are_not_given(officer):
    dormitory = UnitFactory(area__kind=AreaKind.objects.get(key="dormitory"))

    refused = give(dormitory, by=officer)

    assert refused.code == "allocation_fits_the_varieties"
    assert "no production area" in refused.reason


def test_a_workshop_of_which_nothing_is_known_is_not_given_a_unit(officer):
    refused = give(UnitFactory(), by=officer, workshop=workshop(makes=[]))

    assert "add its varieties first" in refused.reason


def test_without_a_registration_no_unit_is_given(officer):
    refused = give(UnitFactory(), by=officer, workshop=workshop(registered_to=False))

    assert refused.code == "allocation_while_registered"
    assert "applies for one first" in refused.reason


def test_a_registration_that_expires_before_the_first_day_says_which_day(officer):
    made = workshop(registered_to=ahead(10))

    refused = give(UnitFactory(), by=officer, workshop=made, starts_on=ahead(11))

    assert refused.code == "allocation_while_registered"
    assert ahead(10).isoformat() in refused.reason


def test_another_zone_s_unit_is_not_given(officer):
    relocation = RelocationFactory()

    refused = refusal(
        relocations.allocate, relocation, by=officer, unit=UnitFactory(), starts_on=ahead(0)
    )

    assert refused.code == "allocation_of_its_relocation"


@pytest.mark.parametrize("state", ["suspended", "planned"])
def test_no_unit_is_given_in_a_zone_that_is_not_ready(officer, state):
    zone = ZoneFactory(planned=True) if state == "planned" else ZoneFactory(state=state)

    assert give(UnitFactory(area__zone=zone), by=officer).code == "zone_gives_units"


def test_before_moving_in_another_unit_may_be_given_with_the_reason(officer):
    unit = UnitFactory()
    other = UnitFactory(area=unit.area)
    relocation = planned(unit, by=officer, starts_on=ahead(9))

    relocation = relocations.reallocate(
        relocation, by=officer, unit=other, starts_on=ahead(12), note="原单元排污管未接通"
    )

    assert (relocation.allocation.unit, relocation.planned_on) == (other, ahead(12))
    assert due(relocation, "zone-move-in") == [ahead(12)]
    assert planned(unit, by=officer, starts_on=ahead(9)).state == State.PLANNED


# --- Who sees what --------------------------------------------------------------------------------


def test_an_operator_sees_its_own_relocation_and_no_other(officer):
    unit = UnitFactory(capacity=2)
    mine, other = planned(unit, by=officer), planned(unit, by=officer)
    operator = acts_for(mine.workshop.enterprise)

    assert list(Relocation.objects.visible_to(operator)) == [mine]
    assert [each.relocation for each in Allocation.objects.visible_to(operator)] == [mine]
    assert other in Relocation.objects.visible_to(officer)


def test_a_zone_s_operator_sees_who_agreed_and_not_who_was_merely_proposed(officer):
    unit = UnitFactory()
    agreed = RelocationFactory(zone=unit.zone)
    RelocationFactory(zone=unit.zone, candidate=True)
    RelocationFactory(zone=ZoneFactory())
    operator = acts_for(unit.zone.lead, Role.ZONE_OPERATOR)

    assert list(Relocation.objects.visible_to(operator)) == [agreed]
    assert list(Zone.objects.visible_to(operator)) == [unit.zone]


def test_another_city_sees_nothing_of_it(officer, stranger):
    planned(UnitFactory(), by=officer)

    assert not Relocation.objects.visible_to(stranger).exists()
    assert not Allocation.objects.visible_to(stranger).exists()
