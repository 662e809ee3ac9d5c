"""A zone from plan to closure, and what is laid out in it."""

import pytest
from django.db import IntegrityError

from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, HUANGSHI
from tests.workshops.factories.zone import (
    TOFU,
    AreaFactory,
    LaboratoryFactory,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    category,
    moved_in,
    planned,
)
from tests.workshops.refusals import refusal
from workshops.models import Area, AreaKind, Unit, Zone
from workshops.services import zones

pytestmark = pytest.mark.django_db
PAPER = {"approval_number": "北府复〔2026〕3号", "approved_by": "北滘镇人民政府"}


def test_a_zone_goes_from_plan_to_operation(officer, chief):
    zone = zones.draft(
        by=officer,
        division=Division.objects.get(pk=BEIJIAO),
        name="康乐熟食品集中加工场",
        address="北滘镇工业路1号",
        lead=EnterpriseFactory(division_id=BEIJIAO),
        laboratory=LaboratoryFactory(),
    )
    zone = zones.approve(zone, by=chief, **PAPER)
    UnitFactory(area__zone=zone)

    zone = zones.open_zone(zone, by=chief)

    assert (zone.state, zone.opened_on) == ("operating", ahead(0))
    assert [entry.name for entry in zone.log.all()] == ["approve", "open"]


def test_no_zone_is_approved_without_an_enterprise_that_takes_the_lead(chief):
    zone = ZoneFactory(planned=True, lead=None)

    assert refusal(zones.approve, zone, by=chief, **PAPER).code == "has_lead"
    assert not zone.log.exists()


def test_no_zone_opens_before_it_has_a_production_area_with_units(chief):
    zone = ZoneFactory(approved=True)
    UnitFactory(area__zone=zone, area__kind=AreaKind.objects.get(key="dormitory"), fit_for=[])

    assert refusal(zones.open_zone, zone, by=chief).code == "has_units_for_production"


def test_no_zone_opens_without_its_laboratory(chief):
    zone = ZoneFactory(approved=True, laboratory=None)
    UnitFactory(area__zone=zone)

    assert refusal(zones.open_zone, zone, by=chief).code == "has_laboratory"


def test_a_laboratory_whose_accreditation_ended_does_not_count(chief):
    zone = ZoneFactory(approved=True, laboratory__cma_valid_to=ahead(-1))
    UnitFactory(area__zone=zone)

    refused = refusal(zones.open_zone, zone, by=chief)

    assert refused.code == "has_laboratory"
    assert ahead(-1).isoformat() in refused.reason


def test_a_zone_is_not_closed_over_the_heads_of_those_in_it(officer, chief):
    unit = UnitFactory(capacity=2)
    moved_in(unit, by=chief)
    coming = planned(unit, by=officer)

    assert refusal(zones.close, unit.zone, by=chief, note="到期").code == "nobody_is_inside"
    coming.zone.relocations.moved_in().update(state="moved_out", moved_out_on=ahead(0))
    assert refusal(zones.close, unit.zone, by=chief, note="到期").code == "nobody_is_on_the_way"


def test_a_plan_that_came_to_nothing_is_closed_without_an_approval(chief):
    zone = zones.close(ZoneFactory(planned=True), by=chief, note="选址未获同意")

    assert (zone.state, zone.closed_on, zone.approval_number) == ("closed", ahead(0), "")


@pytest.mark.parametrize("state", ["approved", "operating", "suspended"])
def test_the_database_knows_no_zone_past_planning_without_its_approval(state):
    zone = ZoneFactory()

    with pytest.raises(IntegrityError, match="zone_approved_iff_past_planning"):
        Zone.objects.filter(pk=zone.pk).update(
            state=state, approval_number="", approved_by="", approved_on=None
        )


def test_an_officer_does_not_approve_or_open(officer):
    zone = ZoneFactory(planned=True)

    assert refusal(zones.approve, zone, by=officer, **PAPER).code == "forbidden"


def test_a_zone_is_planned_only_where_one_works(officer):
    elsewhere = Division.objects.get(pk=HUANGSHI)

    refused = refusal(zones.draft, by=officer, division=elsewhere, name="外地", address="某路")

    assert refused.code == "elsewhere"


# --- Areas and units -----------------------------------------------------------------------------


def test_the_seven_areas_of_the_report_are_there_as_data():
    assert list(AreaKind.objects.values_list("name", "purpose")) == [
        ("烧腊区", "production"),
        ("熟食肉制品区", "production"),
        ("豆制品区", "production"),
        ("生油米面制品区", "production"),
        ("屠宰区", "slaughter"),
        ("检验室", "laboratory"),
        ("员工宿舍", "dormitory"),
    ]


def test_a_unit_lies_in_an_area_of_its_own_zone(officer):
    area = AreaFactory()
    unit = Unit(zone=ZoneFactory(), area=area, code="A-01")

    assert refusal(zones.keep_unit, unit, by=officer).code == "unit_in_an_area_of_its_zone"


def test_a_unit_in_use_keeps_what_it_is_fit_for_and_may_gain(officer):
    unit = UnitFactory(fit_for=["0401"])
    planned(unit, by=officer)

    refused = refusal(zones.keep_unit, unit, by=officer, categories=[category(TOFU)])
    zones.keep_unit(unit, by=officer, categories=[category("0401"), category(TOFU)])

    assert refused.code == "unit_in_use_keeps_its_categories"
    assert {each.pk for each in unit.categories.all()} == {"0401", TOFU}


def test_a_unit_stays_large_enough_for_whom_it_holds(officer):
    unit = UnitFactory(capacity=2)
    planned(unit, by=officer), planned(unit, by=officer)
    unit.capacity = 1

    assert refusal(zones.keep_unit, unit, by=officer).code == "unit_keeps_room_for_whom_it_holds"
    assert Unit.objects.get().capacity == 2


def test_an_empty_unit_is_changed_and_struck_out(officer):
    unit = UnitFactory(capacity=3)
    unit.capacity = 1

    zones.keep_unit(unit, by=officer, categories=[category(TOFU)])
    zones.remove(unit, by=officer)

    assert not Unit.objects.exists()


def test_a_unit_that_was_ever_given_stays(officer):
    unit = UnitFactory()
    planned(unit, by=officer)

    assert refusal(zones.remove, unit, by=officer).code == "in_use"
    assert refusal(zones.remove, unit.area, by=officer).code == "in_use"


def test_an_area_in_use_keeps_its_kind(officer):
    unit = UnitFactory()
    planned(unit, by=officer)
    unit.area.kind = AreaKind.objects.get(key="slaughter")

    assert refusal(zones.keep_area, unit.area, by=officer).code == "area_in_use"
    assert Area.objects.get().kind_id == "cooked-meat"


def test_a_closed_zone_is_frozen(officer, chief):
    zone = zones.close(ZoneFactory(planned=True), by=chief, note="选址未获同意")
    zone.name = "新名称"

    assert refusal(zones.save_draft, zone, by=officer).code == "wrong_state"
    assert refusal(zones.keep_area, AreaFactory.build(zone=zone), by=officer).code == "wrong_state"


def test_an_edit_does_not_undo_a_step_taken_meanwhile(officer, chief):
    form_left_open = ZoneFactory(planned=True)
    zones.approve(form_left_open, by=chief, **PAPER)
    form_left_open.name = "改名后的加工场"

    zones.save_draft(form_left_open, by=officer)

    zone = Zone.objects.get()
    assert (zone.state, zone.name) == ("approved", "改名后的加工场")
    assert zone.approval_number == PAPER["approval_number"]


def test_the_list_counts_places_and_who_waits(officer):
    unit = UnitFactory(capacity=3)
    UnitFactory(area__zone=unit.zone, area__kind=AreaKind.objects.get(key="laboratory"), fit_for=[])
    planned(unit, by=officer)
    RelocationFactory(zone=unit.zone, waiting=True)

    zone = Zone.objects.for_list().get()

    found = (zone.unit_count, zone.place_count, zone.taken_count, zone.waiting_count)
    assert found == (1, 3, 1, 1)
