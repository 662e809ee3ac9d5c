import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from qualitysup.audit.models import AccessLog
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO
from tests.workshops.factories.workshop import (
    FERMENTED_MEAT,
    FOSHAN,
    HealthCertificateFactory,
    NegativeListFactory,
    VarietyFactory,
    WorkerFactory,
    WorkshopFactory,
    forbidden_in_foshan,
)
from tests.workshops.factories.zone import register
from workshops.models import NegativeList, Trade, Workshop

LIST = "/admin/workshops/workshop/"


def task(workshop, name):
    return reverse(f"admin:workshops_workshop_{name}", args=[workshop.pk])


def typed(**facts):
    trade = Trade.objects.get(key="roast-meat")
    return {"trade": trade.pk, "operator_kind": "person", "operator_name": "陈强"} | facts


def test_workshop_is_entered_with_a_new_enterprise(admin_page):
    assert admin_page.get(f"{LIST}add/").status_code == 200

    words = typed(name="阿强烧腊档", town=BEIJIAO, foods="烧鹅、腊肠、酥饼(2401)", fringe="true")
    answer = admin_page.post(f"{LIST}add/", words)

    assert answer.status_code == 302
    workshop = Workshop.objects.get()
    assert (workshop.enterprise.name, workshop.division_id) == ("阿强烧腊档", BEIJIAO)
    made = [variety.category_id for variety in workshop.varieties.all()]
    assert made == ["0401", "0404", "2401"]


def test_workshop_is_entered_of_an_enterprise_of_the_register(admin_page):
    firm = EnterpriseFactory(division_id=BEIJIAO)

    admin_page.post(f"{LIST}add/", typed(enterprise=firm.pk))

    assert Workshop.objects.get().enterprise == firm


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "阿强烧腊档", "town": BEIJIAO, "foods": "酸奶"}, "05 乳制品"),
        ({"name": "阿强烧腊档", "town": BEIJIAO, "foods": "神秘"}, "神秘"),
        ({"name": "阿强烧腊档"}, "errorlist"),
    ],
)
def test_refusal_keeps_what_was_typed(admin_page, facts, said):
    answer = admin_page.post(f"{LIST}add/", typed(**facts))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "阿强烧腊档" in page
    assert not Workshop.objects.exists()


def test_one_page_shows_all_of_a_workshop_and_is_logged(admin_page, officer):
    workshop = WorkshopFactory(floor_area=80, fringe=True)
    VarietyFactory(workshop=workshop, name="烧鹅王")
    certificate = HealthCertificateFactory(worker__workshop=workshop)
    WorkerFactory(workshop=workshop, name="无证人员")
    registration = register(workshop, until=timezone.localdate() + dt.timedelta(days=300))

    page = admin_page.get(workshop.get_absolute_url()).content.decode()

    for said in ("烧鹅王", certificate.number, "无证人员", registration.number, "80 m²"):
        assert said in page
    assert task(workshop, "variety") in page
    assert AccessLog.objects.filter(by=officer, action=AccessLog.Action.READ).exists()


def test_page_costs_the_same_however_much_hangs_on_it(admin_page, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(count):
        workshop = WorkshopFactory()
        VarietyFactory.create_batch(count, workshop=workshop)
        for _each in range(count):
            HealthCertificateFactory(worker__workshop=workshop)
        admin_page.get(workshop.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            admin_page.get(workshop.get_absolute_url())
        return len(queries)

    assert counted(2) == counted(12)


def test_forbidden_variety_is_refused_on_its_page_with_the_entry_named(admin_page):
    forbidden_in_foshan(allowed_in_zone=True)
    workshop = WorkshopFactory()
    words = {"category": FERMENTED_MEAT, "name": "腊肉", "since": "2026-01-05"}
    NegativeList.objects.filter(division=FOSHAN).update(valid_from="2025-01-01")

    answer = admin_page.post(task(workshop, "variety"), words)

    assert answer.status_code == 409
    assert "佛山禁止目录" in answer.content.decode()
    assert not workshop.varieties.exists()


def test_what_is_done_beside_the_page_is_done(admin_page):
    workshop = WorkshopFactory()
    variety = VarietyFactory(workshop=workshop)
    day = timezone.localdate().isoformat()

    worker = {
        "name": "李四",
        "job": "厨师",
        "number": "健1",
        "issued_on": day,
        "valid_to": "2099-01-01",
    }
    assert admin_page.post(task(workshop, "worker"), worker).status_code == 302
    admin_page.post(task(workshop, "stop"), {"variety": variety.pk, "until": day})
    person = workshop.workers.get()
    certificate = {"worker": person.pk, "number": "健2", "issued_on": day, "valid_to": "2099-02-01"}
    admin_page.post(task(workshop, "certificate"), certificate)
    admin_page.post(task(workshop, "left"), {"worker": person.pk, "on": day})
    edited = typed(floor_area="66", status="suspended", version=workshop.version)
    admin_page.post(task(workshop, "edit"), edited)

    workshop.refresh_from_db()
    person.refresh_from_db()
    assert (workshop.floor_area, workshop.status, workshop.version) == (66, "suspended", 2)
    assert person.certificates.count() == 2
    assert person.left_on is not None
    assert not workshop.varieties.open().exists()

    admin_page.post(task(workshop, "close"), {"on": day, "because": "自行结业"})
    workshop.refresh_from_db()
    assert workshop.is_closed
    assert (
        task(workshop, "worker") not in admin_page.get(workshop.get_absolute_url()).content.decode()
    )


def test_list_is_filtered_by_how_workshops_stand(admin_page):
    registered = WorkshopFactory()
    register(registered, until=timezone.localdate() + dt.timedelta(days=20))
    bare = WorkshopFactory()

    def shown(**filters):
        return admin_page.get(LIST, filters).context_data["cl"].queryset

    assert list(shown(certificate="valid")) == list(shown(certificate="ending")) == [registered]
    assert list(shown(certificate="none")) == [bare]
    assert set(shown(where="own")) == {bare, registered}
    assert not shown(where="zone")
    assert set(shown(trade__id__exact=bare.trade_id)) == {bare, registered}
    assert list(shown(q=bare.enterprise.name)) == [bare]


# --- Negative lists ------------------------------------------------------------------------------


@pytest.fixture
def chief_page(client, chief):
    client.force_login(chief, backend="qualitysup.accounts.backends.RoleBackend")
    return client


def test_edition_with_its_entries_is_kept_at_the_desk(chief_page):
    words = {
        "division": FOSHAN,
        "title": "佛山目录",
        "legal_basis": "食品安全法 36",
        "confidence": "L",
        "valid_from": "2026-01-01",
        "entries-TOTAL_FORMS": 1,
        "entries-INITIAL_FORMS": 0,
        "entries-0-category": FERMENTED_MEAT,
        "entries-0-products": "腊鸭、腊肉",
        "entries-0-allowed_in_zone": "on",
        "entries-0-confidence": "L",
    }

    answer = chief_page.post("/admin/workshops/negativelist/add/", words)

    assert answer.status_code == 302
    entry = NegativeList.objects.get(division=FOSHAN).entries.get()
    assert (entry.products, entry.allowed_in_zone) == (["腊鸭", "腊肉"], True)
    revise = reverse("admin:workshops_negativelist_revise", args=[entry.list_id])
    chief_page.post(revise, {"title": "佛山新目录", "valid_from": "2027-01-01"})
    assert NegativeList.objects.get(title="佛山新目录").entries.get().products == ["腊鸭", "腊肉"]


def test_list_of_another_place_is_read_and_not_written(chief_page):
    edition = NegativeListFactory()

    page = chief_page.get(edition.get_absolute_url())

    assert page.status_code == 200
    assert 'name="title"' not in page.content.decode()
