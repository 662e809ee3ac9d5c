"""Whoever acts for a party sees what is its own, through every door, and nobody else's."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from tests.factories import CHENCUN, UserFactory
from tests.workshops.factories.workshop import (
    HealthCertificateFactory,
    VarietyFactory,
    WorkerFactory,
    WorkshopFactory,
)
from tests.workshops.factories.zone import RelocationFactory, UnitFactory, acts_for, moved_in
from workshops.models import HealthCertificate, Variety, Worker, Workshop

LIST = "/admin/workshops/workshop/"


@pytest.fixture
def own(db):
    workshop = WorkshopFactory(enterprise__name="自家烧腊档")
    VarietyFactory(workshop=workshop)
    HealthCertificateFactory(worker__workshop=workshop)
    return workshop


@pytest.fixture
def other(db):
    workshop = WorkshopFactory(enterprise__name="邻家豆腐坊")
    VarietyFactory(workshop=workshop)
    HealthCertificateFactory(worker__workshop=workshop)
    return workshop


@pytest.fixture
def operator(own):
    return acts_for(own.enterprise)


def seen(person, model=Workshop):
    return set(model.objects.visible_to(person))


def signed_in(client, person):
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")
    return client


def over_api(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_operator_sees_the_own_workshop_and_what_hangs_on_it(own, other, operator):
    assert seen(operator) == {own}
    assert seen(operator, Variety) == set(own.varieties.all())
    assert seen(operator, Worker) == set(own.workers.all())
    assert {c.worker.workshop for c in seen(operator, HealthCertificate)} == {own}


def test_operator_of_a_stranger_sees_nothing(own, other):
    stranger = acts_for(WorkshopFactory().enterprise)

    assert not seen(stranger) & {own, other}
    assert not seen(stranger, Worker)


@pytest.mark.parametrize("role", [Role.WORKSHOP_OPERATOR, Role.ZONE_OPERATOR])
def test_account_that_acts_for_nobody_sees_nothing_whatever_its_divisions(own, role):
    # A division that such an account was given before it became a party's shows it nothing.
    person = UserFactory(roles=[role], divisions=[own.division_id])

    assert seen(person) == set()


def test_account_that_acts_no_longer_sees_nothing(own, operator):
    operator.representations.update(valid_to=timezone.localdate() - dt.timedelta(days=1))

    assert seen(operator) == set()


def test_zone_operator_sees_who_moves_in_and_nobody_else(own, other, officer, chief):
    unit = UnitFactory()
    zone_operator = acts_for(unit.zone.lead, Role.ZONE_OPERATOR)
    inside = moved_in(unit, by=UserFactory(roles=[*officer.roles, *chief.roles])).workshop
    agreed = RelocationFactory(zone=unit.zone).workshop
    RelocationFactory(zone=unit.zone, candidate=True)
    RelocationFactory(workshop=own)
    worker = WorkerFactory(workshop=inside)

    assert seen(zone_operator) == {inside, agreed}
    assert worker in seen(zone_operator, Worker)


def test_bureau_sees_its_divisions(own, officer, stranger):
    town = UserFactory(roles=officer.roles, divisions=[CHENCUN])

    assert seen(officer) == {own}
    assert seen(stranger) == seen(town) == set()


# --- Door by door --------------------------------------------------------------------------------


def test_list_search_and_page_of_the_desk_show_the_own_alone(client, own, other, operator):
    page = signed_in(client, operator)

    listed = page.get(LIST).content.decode()
    searched = page.get(LIST, {"q": "豆腐"}).content.decode()

    assert "自家烧腊档" in listed
    assert "邻家豆腐坊" not in listed + searched
    assert page.get(own.get_absolute_url()).status_code == 200
    assert page.get(other.get_absolute_url()).status_code == 404
    history = reverse("admin:workshops_workshop_history", args=[other.pk])
    assert page.get(history).status_code == 404


@pytest.mark.parametrize("task", ["edit", "variety", "stop", "close"])
def test_operator_does_not_change_what_the_bureau_keeps(client, own, operator, task):
    page = signed_in(client, operator)

    address = reverse(f"admin:workshops_workshop_{task}", args=[own.pk])

    assert page.get(address).status_code == 403


def test_pages_beside_a_stranger_are_not_there(client, other, operator):
    page = signed_in(client, operator)

    for task in ("worker", "left", "certificate"):
        address = reverse(f"admin:workshops_workshop_{task}", args=[other.pk])
        assert page.post(address, {"name": "王五"}).status_code == 404
    assert not other.workers.filter(name="王五").exists()


def test_export_holds_the_own_alone(client, own, other, operator):
    answer = signed_in(client, operator).get(f"{LIST}export/xlsx/")

    content = io.BytesIO(b"".join(answer.streaming_content))
    _header, *rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["自家烧腊档"]


def test_api_shows_the_own_alone(own, other, operator):
    client = over_api(operator)

    listed = client.get("/api/v1/workshops/").json()["results"]
    found = client.get("/api/v1/workshops/", {"search": "豆腐"}).json()["results"]

    assert [row["id"] for row in listed] == [own.pk]
    assert found == []
    assert client.get(f"/api/v1/workshops/{other.pk}/").status_code == 404
    worker = {"name": "王五"}
    assert client.post(f"/api/v1/workshops/{other.pk}/workers/", worker).status_code == 404
    assert client.post(f"/api/v1/workshops/{own.pk}/workers/", worker).status_code == 201


def test_worker_of_another_workshop_is_not_found_through_the_own(own, other, operator):
    certificate = {
        "worker": other.workers.get().pk,
        "number": "健9",
        "issued_on": "2026-01-01",
        "valid_to": "2026-12-31",
    }

    answer = over_api(operator).post(f"/api/v1/workshops/{own.pk}/certificates/", certificate)

    assert answer.status_code == 404


def test_health_certificates_of_strangers_are_not_listed(client, own, other, operator):
    page = signed_in(client, operator).get("/admin/workshops/healthcertificate/").content.decode()

    assert "自家烧腊档" in page
    assert "邻家豆腐坊" not in page
