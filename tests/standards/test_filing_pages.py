"""Filings on the pages of an account and of the desk, and through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from qualitysup.evidence.services import files
from qualitysup.lists import list_url
from standards.models import Filing
from tests.inspections.clients import queries
from tests.standards.factories import (
    FilingFactory,
    ProductFactory,
    entered,
)
from tests.standards.filed import DAY, PDF, complete, declared, drafted, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def their_page(client, firm):
    client.force_login(firm[1], backend="qualitysup.accounts.backends.RoleBackend")
    return client


def test_account_writes_and_declares_on_its_own_pages(their_page, firm):
    enterprise, _account = firm
    product = ProductFactory(enterprise=enterprise)
    ProductFactory()
    page = their_page.get(reverse("admin:standards_filing_add"))
    offered = page.context["adminform"].form.fields["enterprise"].queryset
    assert list(offered) == [enterprise]

    their_page.post(
        reverse("admin:standards_filing_add"),
        {
            "enterprise": enterprise.pk,
            "own_number": "q/cs 007-2026",
            "name": "压力机",
            "published_on": today().isoformat(),
            "in_force_on": today().isoformat(),
            "version": "0",
        },
    )
    filing = Filing.objects.get()
    choose = reverse("admin:standards_filing_products", args=[filing.pk])
    assert list(their_page.get(choose).context["form"].fields["products"].queryset) == [product]
    their_page.post(choose, {"products": [product.pk]})
    assert filing.products.get().product == product
    step = reverse("admin:standards_filing_step", args=[filing.pk, "declare"])
    refused = their_page.post(step, {"on": today().isoformat(), "version": "0"})
    assert refused.status_code == 409

    complete(filing, by=firm[1])
    their_page.post(step, {"on": today().isoformat(), "version": str(filing.version)})

    filing.refresh_from_db()
    assert filing.state == "published"


def test_account_sees_no_filing_of_others_and_takes_no_step_of_the_desk(their_page, firm):
    own, other = declared(firm), FilingFactory()

    shown = their_page.get(list_url(Filing)).context["cl"].queryset

    assert list(shown) == [own]
    assert their_page.get(own.get_absolute_url()).status_code == 200
    # What the bureau thinks of the enterprise is not its business.
    assert their_page.get(firm[0].get_absolute_url()).status_code == 403
    assert firm[0].get_absolute_url() not in their_page.get(list_url(Filing)).content.decode()
    assert their_page.get(other.get_absolute_url()).status_code == 404
    step = reverse("admin:standards_filing_step", args=[own.pk, "review"])
    assert their_page.get(step).status_code == 403


def test_items_of_a_draft_are_kept_as_they_stand_on_the_screen(desk_page, desk_officer):
    filing = FilingFactory()
    standard = entered("GB/T 3-2020", DAY(2020, 1, 1))
    rows = {"products": "0", "standards": "1", "items": "1"}
    managed = {
        f"{part}-{key}": value
        for part, count in rows.items()
        for key, value in (MANAGED | {"TOTAL_FORMS": count}).items()
    }

    answer = desk_page.post(
        filing.get_absolute_url(),
        {
            "own_number": filing.own_number,
            "name": "改了名",
            "published_on": "2026-01-04",
            "in_force_on": "2026-01-10",
            "version": str(filing.version),
            **managed,
            "standards-0-standard": standard.pk,
            "items-0-kind": "performance",
            "items-0-name": "公称力",
            "items-0-requirement": "≥ 630 kN",
            "items-0-test_method": "附录A",
            "items-0-against": standard.pk,
            "items-0-standing": "stricter",
        },
    )

    assert answer.status_code == 302, answer.context["errors"]
    filing.refresh_from_db()
    assert filing.name == "改了名"
    assert filing.standards.get().standard == standard
    assert filing.items.get().standing == "stricter"


MANAGED = {"INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def test_api_takes_the_same_steps_and_costs_the_same_for_two_and_for_twelve(firm, desk_officer):
    api = APIClient()
    api.force_authenticate(firm[1])
    filing = drafted(firm)
    answer = api.post(f"/api/v1/filings/{filing.pk}/declare/", {})
    assert answer.json()["state"] == "published"
    assert api.post(f"/api/v1/filings/{filing.pk}/review/", {"note": "看"}).status_code == 403

    api.force_authenticate(desk_officer)
    FilingFactory.create_batch(2)
    api.get("/api/v1/filings/")
    few = queries(lambda: api.get("/api/v1/filings/"))
    FilingFactory.create_batch(10)
    assert queries(lambda: api.get("/api/v1/filings/")) == few


@pytest.mark.parametrize("files_of_it", [2, 12])
def test_a_page_costs_its_account_the_same_however_much_hangs_on_it(their_page, firm, files_of_it):
    """What may still be taken back is asked of the case once, not of each file."""
    filing = declared(firm)
    for number in range(files_of_it):
        text = SimpleUploadedFile(f"{number}.pdf", PDF + b"%d" % number)
        files.attach(filing, text, by=firm[1])
    their_page.get(filing.get_absolute_url())

    assert queries(lambda: their_page.get(filing.get_absolute_url())) == 13
