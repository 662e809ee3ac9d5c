"""The page of a zone: its areas and units, typed and kept."""

import pytest

from tests.inspections.clients import queries
from tests.workshops.factories.zone import AreaFactory, UnitFactory, ZoneFactory, planned

pytestmark = pytest.mark.django_db


# --- The other pages -----------------------------------------------------------------------------


def test_areas_and_units_are_laid_out_on_the_zone_s_page(admin_page):
    zone = ZoneFactory()
    area = AreaFactory(zone=zone)
    unit = UnitFactory(area=area, fit_for=["0401"])
    address = f"/admin/workshops/zone/{zone.pk}/change/"
    page = admin_page.get(address)

    answer = admin_page.post(
        address,
        {
            "name": zone.name,
            "lead": zone.lead_id,
            "address": zone.address,
            "laboratory": zone.laboratory_id,
            "version": zone.version,
            "areas-TOTAL_FORMS": 1,
            "areas-INITIAL_FORMS": 1,
            "areas-0-id": area.pk,
            "areas-0-zone": zone.pk,
            "areas-0-kind": area.kind_id,
            "areas-0-name": "熟食一区",
            "units-TOTAL_FORMS": 2,
            "units-INITIAL_FORMS": 1,
            "units-0-id": unit.pk,
            "units-0-zone": zone.pk,
            "units-0-area": area.pk,
            "units-0-code": unit.code,
            "units-0-capacity": 2,
            "units-0-fit_for": ["0401", "25"],
            "units-1-zone": zone.pk,
            "units-1-area": area.pk,
            "units-1-code": "新-01",
            "units-1-capacity": 1,
            "units-1-fit_for": ["0401"],
        },
        follow=True,
    )

    assert page.status_code == 200
    assert answer.status_code == 200, answer.content.decode()
    area.refresh_from_db(), unit.refresh_from_db()
    assert (area.name, unit.capacity) == ("熟食一区", 2)
    assert {each.pk for each in unit.categories.all()} == {"0401", "25"}
    assert zone.units.get(code="新-01").division_id == zone.division_id


def test_a_unit_in_use_is_not_changed_past_its_page_and_the_form_keeps_what_was_typed(
    admin_page, officer
):
    unit = UnitFactory(fit_for=["0401"])
    planned(unit, by=officer)
    zone = unit.zone
    address = f"/admin/workshops/zone/{zone.pk}/change/"

    answer = admin_page.post(
        address,
        {
            "name": "改了名的加工场",
            "lead": zone.lead_id,
            "address": zone.address,
            "laboratory": zone.laboratory_id,
            "version": zone.version,
            "areas-TOTAL_FORMS": 0,
            "areas-INITIAL_FORMS": 0,
            "units-TOTAL_FORMS": 1,
            "units-INITIAL_FORMS": 1,
            "units-0-id": unit.pk,
            "units-0-zone": zone.pk,
            "units-0-area": unit.area_id,
            "units-0-code": unit.code,
            "units-0-capacity": 1,
            "units-0-fit_for": ["25"],
        },
    )

    page = answer.content.decode()
    assert "Somebody has a place in this unit" in page
    assert "改了名的加工场" in page
    zone.refresh_from_db()
    assert zone.name != "改了名的加工场"


def test_the_page_costs_the_same_for_two_units_and_for_twelve(admin_page):
    """Also with as many different categories: their words are read once."""
    area = AreaFactory()
    address = f"/admin/workshops/zone/{area.zone_id}/change/"
    UnitFactory.create_batch(2, area=area, fit_for=["0401"])
    admin_page.get(address)
    few = queries(lambda: admin_page.get(address))

    for code in ("0402", "0403", "0404", "25", "2501", "01", "0104", "02", "0201", "03"):
        UnitFactory(area=area, fit_for=[code, "0401"])

    assert queries(lambda: admin_page.get(address)) == few
    page = admin_page.get(address).content.decode()
    assert "2501 豆制品" in page
