"""Zones and relocations at the door for programs."""

import pytest

from qualitysup.accounts.roles import Role
from tests.factories import BEIJIAO
from tests.inspections.clients import api_of, queries
from tests.workshops.factories.zone import (
    TOFU,
    AreaFactory,
    LaboratoryFactory,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    category,
    moved_in,
    planned,
    workshop,
)
from workshops.models import Allocation, Relocation, Zone

pytestmark = pytest.mark.django_db


def test_a_zone_is_planned_laid_out_approved_and_opened(officer, chief):
    desk, head = api_of(officer), api_of(chief)
    lead = ZoneFactory().lead
    category("04")
    made = desk.post(
        "/api/v1/zones/",
        {
            "division": BEIJIAO,
            "name": "康乐熟食品集中加工场",
            "address": "北滘镇工业路1号",
            "lead": lead.pk,
            "laboratory": LaboratoryFactory().pk,
        },
        format="json",
    )
    zone = f"/api/v1/zones/{made.json()['id']}/"

    area = desk.post(
        f"{zone}areas/", {"kind": "cooked-meat", "name": "熟食肉制品区"}, format="json"
    )
    unit = desk.post(
        f"{zone}units/",
        {"area": area.json()["id"], "code": "熟-01", "capacity": 2, "categories": ["04"]},
        format="json",
    )
    paper = {"approval_number": "北府复〔2026〕3号", "approved_by": "北滘镇人民政府"}
    approved = head.post(f"{zone}approve/", paper, format="json")
    opened = head.post(f"{zone}open/", format="json")

    codes = [answer.status_code for answer in (made, area, unit, approved, opened)]
    assert codes == [201, 201, 201, 200, 200]
    shown = desk.get(zone).json()
    assert (shown["state"], shown["places"], shown["taken"]) == ("operating", 2, 0)
    assert shown["laid_out"][0]["categories"] == ["04"]
    assert shown["areas"][0]["places"] == 2


def test_a_change_of_a_zone_needs_the_version_that_was_read(officer):
    zone = ZoneFactory(planned=True)
    client = api_of(officer)
    address = f"/api/v1/zones/{zone.pk}/"

    blind = client.patch(address, {"name": "新名"}, format="json")
    sighted = client.patch(
        address, {"name": "新名"}, format="json", headers={"if-match": f'"{zone.version}"'}
    )

    assert (blind.status_code, sighted.status_code) == (428, 200)
    assert Zone.objects.get().name == "新名"


def test_a_workshop_is_proposed_agrees_and_is_given_a_unit(officer):
    client = api_of(officer)
    unit, made = UnitFactory(), workshop()
    words = {"zone": unit.zone.pk, "workshop": made.pk}

    first = client.post("/api/v1/relocations/", words, format="json").json()
    again = client.post("/api/v1/relocations/", words, format="json").json()
    address = f"/api/v1/relocations/{first['id']}/"
    client.post(f"{address}agree/", format="json")
    given = client.post(
        f"{address}allocate/",
        {"unit": unit.pk, "starts_on": ahead(3).isoformat()},
        format="json",
    )

    assert again["id"] == first["id"]
    assert (given.status_code, given.json()["state"]) == (200, "planned")
    shown = client.get(address).json()
    assert shown["allocations"][0]["place"] == 1
    assert [each["term"] for each in shown["deadlines"]] == ["zone-move-in"]


def test_what_the_database_refuses_is_a_conflict_with_words(officer):
    unit = UnitFactory()
    planned(unit, by=officer)
    relocation = RelocationFactory(zone=unit.zone)

    answer = api_of(officer).post(
        f"/api/v1/relocations/{relocation.pk}/allocate/",
        {"unit": unit.pk, "starts_on": ahead(0).isoformat()},
        format="json",
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "allocation_place_given_once"
    assert "is taken" in answer.json()["detail"]


def test_chances_name_what_fits_and_why_the_rest_does_not(officer):
    unit = UnitFactory()
    UnitFactory(area=unit.area, fit_for=[TOFU])
    relocation = RelocationFactory(zone=unit.zone)

    rows = api_of(officer).get(f"/api/v1/relocations/{relocation.pk}/chances/").json()

    assert [row["fits"] for row in rows] == [True, False]
    assert rows[0]["free_from"] == ahead(0).isoformat()


def test_moving_in_past_the_certificate_is_refused_to_programs_as_well(officer, chief):
    relocation = planned(UnitFactory(), by=officer)
    relocation.workshop.registrations.update(
        state="revoked", ended_on=ahead(0), ended_because="吊销"
    )

    answer = api_of(chief).post(
        f"/api/v1/relocations/{relocation.pk}/move-in/", {"override": "已拆除"}, format="json"
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "is_registered_that_day"


def test_places_taken_on_a_day_are_listed(officer):
    unit = UnitFactory(capacity=2)
    now = planned(unit, by=officer, ends_on=ahead(9))
    planned(unit, by=officer, starts_on=ahead(10))

    answer = api_of(officer).get(f"/api/v1/allocations/?on={ahead(9).isoformat()}")

    assert [row["relocation"] for row in answer.json()["results"]] == [now.pk]


@pytest.mark.parametrize("name", ["zones", "relocations", "allocations"])
def test_lists_cost_the_same_for_two_rows_and_for_twelve(officer, name):
    client = api_of(officer)

    def fill(count):
        for _each in range(count):
            planned(UnitFactory(), by=officer)

    def look():
        return client.get(f"/api/v1/{name}/")

    fill(2)
    look()
    few = queries(look)
    fill(10)

    assert queries(look) == few


def test_parties_read_what_is_theirs_and_take_no_steps(officer):
    unit = UnitFactory(capacity=2)
    mine, other = planned(unit, by=officer), planned(unit, by=officer)
    operator = api_of(acts_for(mine.workshop.enterprise))
    runs_it = api_of(acts_for(unit.zone.lead, Role.ZONE_OPERATOR))

    seen = operator.get("/api/v1/relocations/").json()["results"]
    step = operator.post(
        f"/api/v1/relocations/{mine.pk}/move-out/", {"note": "退出"}, format="json"
    )

    assert [row["id"] for row in seen] == [mine.pk]
    assert operator.get(f"/api/v1/relocations/{other.pk}/").status_code == 404
    assert step.status_code == 403
    assert runs_it.get(f"/api/v1/zones/{unit.zone.pk}/").status_code == 200
    assert len(runs_it.get("/api/v1/allocations/").json()["results"]) == 2


def test_another_city_finds_nothing(officer, stranger):
    relocation = planned(UnitFactory(), by=officer)
    client = api_of(stranger)

    assert client.get(f"/api/v1/relocations/{relocation.pk}/").status_code == 404
    assert client.get(f"/api/v1/zones/{relocation.zone_id}/").status_code == 404


def test_a_unit_is_not_laid_out_in_another_zone_s_area(officer):
    area = AreaFactory()
    category("04")

    answer = api_of(officer).post(
        f"/api/v1/zones/{ZoneFactory().pk}/units/",
        {"area": area.pk, "code": "A-1", "capacity": 1, "categories": ["04"]},
        format="json",
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "unit_in_an_area_of_its_zone"


def test_moving_out_is_one_call(chief):
    relocation = moved_in(UnitFactory(), by=chief)

    answer = api_of(chief).post(
        f"/api/v1/relocations/{relocation.pk}/move-out/", {"note": "自行退出"}, format="json"
    )

    assert answer.json()["moved_out_on"] == ahead(0).isoformat()
    assert Relocation.objects.get().state == "moved_out"
    assert Allocation.objects.get().moved_out_on == ahead(0)
