"""The catalogue and what is made to it, through the doors that people use."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from qualitysup.evidence.models import Attachment
from qualitysup.lists import list_url
from standards.models import Adoption, Execution, Replacement, Standard, TradeStandard
from standards.services import catalogue
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import queries
from tests.standards.factories import (
    ExecutionFactory,
    ProductFactory,
    StandardFactory,
    TradeStandardFactory,
    desk,
    entered,
)

pytestmark = pytest.mark.django_db

DAY = dt.date
ADD = "admin:standards_standard_add"


def page(of, name="change"):
    return reverse(f"admin:standards_{of._meta.model_name}_{name}", args=[of.pk])


def typed(**given):
    facts = {"number": "GB 7718-2011", "name": "标签通则", "in_force_on": "2012-04-20"}
    return facts | {"ics": "67.040", "ccs": "X04"} | given


@pytest.fixture
def api(desk_officer):
    client = APIClient()
    client.force_authenticate(desk_officer)
    return client


# --- Entered -------------------------------------------------------------------------------------


def test_standard_is_entered_as_it_is_printed(desk_page):
    desk_page.post(reverse(ADD), typed(number="ｇｂ7718－2011", ics="67.040；67.020"))

    standard = Standard.objects.get()
    assert standard.number == "GB 7718—2011"
    assert (standard.ics, standard.ccs) == (["67.040", "67.020"], ["X04"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "7718-2011"},
        {"number": "GB 7718"},
        {"ics": "67.4"},
        {"abolished_on": "2012-04-19"},
        {"published_on": "2012-04-21"},
        {"in_force_on": ""},
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(desk_page, wrong):
    answer = desk_page.post(reverse(ADD), typed(**wrong))

    assert answer.status_code == 200
    assert answer.context["errors"]
    assert "标签通则" in answer.content.decode()
    assert not Standard.objects.exists()


def test_same_number_twice_is_refused_in_words(desk_page):
    entered("GB 7718-2011")

    answer = desk_page.post(reverse(ADD), typed(number="gb7718-2011"))

    assert answer.context["errors"]
    assert Standard.objects.count() == 1


def test_classes_are_put_right_and_the_number_stays(desk_page):
    standard = entered("GB 7718-2011", DAY(2012, 4, 20))

    answer = desk_page.post(page(standard), typed(number="GB 1-2020", ics="67.020", name="新名"))

    standard.refresh_from_db()
    assert answer.status_code == 302
    assert (standard.number, standard.name, standard.ics) == ("GB 7718—2011", "新名", ["67.020"])
    assert "ICS67.020" in standard.classes


# --- Beside it -----------------------------------------------------------------------------------


def test_links_are_recorded_and_taken_back_on_pages_beside_it(desk_page):
    old = entered("GB 7718-2004", DAY(2005, 10, 1))
    new = entered("GB 7718-2011", DAY(2012, 4, 20))

    desk_page.post(page(new, "replaces"), {"old_number": "gb 7718－2004"})
    desk_page.post(page(new, "replaces"), {"old_number": "GB 1-1994"})
    desk_page.post(page(new, "adopts"), {"international": "codex stan 1-1985", "degree": "NEQ"})

    assert set(new.replaces.values_list("old_number", "old")) == {
        ("GB 7718—2004", old.pk),
        ("GB 1—1994", None),
    }
    assert Adoption.objects.get().international == "CXS 1-1985"
    shown = desk_page.get(page(new)).content.decode()
    assert "GB 1—1994" in shown
    assert "CXS 1-1985" in shown

    unknown = new.replaces.get(old=None)
    for link in (f"replaces-{unknown.pk}", f"adopts-{Adoption.objects.get().pk}"):
        desk_page.post(page(new, "take_back"), {"link": link})

    assert Replacement.objects.count() == 1
    assert not Adoption.objects.exists()


def test_circle_is_refused_on_the_page_and_what_was_typed_stays(desk_page):
    old, new = entered("GB 1-2010"), entered("GB 1-2020", DAY(2020, 1, 1))
    catalogue.replace(new, "GB 1-2010", by=desk())

    answer = desk_page.post(page(old, "replaces"), {"old_number": "GB 1-2020"})

    assert answer.status_code == 409
    assert "GB 1-2020" in answer.content.decode() or "GB 1—2020" in answer.content.decode()


def test_text_is_kept_where_the_bureau_is(desk_page, desk_officer, client):
    standard = entered("GB 7718-2011")
    file = SimpleUploadedFile("标准.pdf", b"%PDF-1.4\n%%EOF", content_type="application/pdf")

    desk_page.post(page(standard, "text"), {"upload": file, "caption": "正文"})

    kept = Attachment.objects.get()
    assert kept.division_id == desk_officer.home_id
    assert (
        reverse("evidence:original", args=[kept.pk])
        in desk_page.get(page(standard)).content.decode()
    )
    elsewhere = UserFactory(roles=[Role.STANDARDS_OFFICER], home_id=HUANGSHI, divisions=[HUANGSHI])
    client.force_login(elsewhere, backend="qualitysup.accounts.backends.RoleBackend")
    assert (
        reverse("evidence:original", args=[kept.pk])
        not in client.get(page(standard)).content.decode()
    )


@pytest.mark.parametrize("name", ["replaces", "adopts", "text", "take_back"])
def test_whoever_only_reads_is_refused_at_the_pages_beside_it(admin_page, name):
    standard = entered("GB 7718-2011")

    assert admin_page.get(page(standard, name)).status_code == 403
    assert admin_page.get(page(standard)).status_code == 200


# --- Which edition applied -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "on", "shown"),
    [
        ("gb7718", "2026-05-06", "GB 7718—2011"),
        ("GB 7718", "2027-03-16", "GB 7718—2025"),
        ("GB 7718", "1999-01-01", None),
    ],
)
def test_edition_that_applied_is_asked_on_a_page_and_by_programs(desk_page, api, number, on, shown):
    entered("GB 7718-2011", DAY(2012, 4, 20), abolished_on=DAY(2027, 3, 16))
    entered("GB 7718-2025", DAY(2027, 3, 16))
    asked = {"number": number, "on": on}

    found = desk_page.get(reverse("admin:standards_standard_applied"), asked).context["found"]
    answer = api.get("/api/v1/standards/applied/", asked).json()

    assert (found and found.number) == shown
    assert (answer["applied"] and answer["applied"]["number"]) == shown


def test_number_that_is_none_is_refused_by_the_api_in_words(api):
    answer = api.get("/api/v1/standards/applied/", {"number": "7718", "on": "2026-05-06"})

    assert answer.status_code == 400
    assert "7718" in str(answer.json())


# --- Found ---------------------------------------------------------------------------------------


def test_lists_are_narrowed_by_standing_class_and_words(desk_page, api):
    today = timezone.localdate()
    there = entered("GB 1-2010", ics=["67.040"])
    entered("GB 2-2010", abolished_on=DAY(2015, 1, 1))
    entered("GB/T 3-2099", today + dt.timedelta(9))

    def shown(**filters):
        return set(desk_page.get(list_url(Standard, **filters)).context["cl"].queryset)

    assert shown(standing="in-force") == {there}
    assert {row.number for row in shown(standing="upcoming")} == {"GB/T 3—2099"}
    assert {row.number for row in shown(standing="abolished")} == {"GB 2—2010"}
    assert shown(**{"class": "ICS67"}) == {there}
    assert shown(q="gb1") == {there}
    for query in ("standing=in-force", "in_class=ICS67", "search=gb1&level=national"):
        rows = api.get(f"/api/v1/standards/?{query}").json()["results"]
        assert [row["number"] for row in rows] == ["GB 1—2010"]


@pytest.mark.parametrize(
    ("make", "route"),
    [
        (StandardFactory, "standards"),
        (ExecutionFactory, "standards-executed"),
        (TradeStandardFactory, "trade-standards"),
    ],
)
def test_api_lists_cost_the_same_for_two_rows_and_for_twelve(make, route, api):
    make.create_batch(2)
    api.get(f"/api/v1/{route}/")
    few = queries(lambda: api.get(f"/api/v1/{route}/"))
    make.create_batch(10)

    assert queries(lambda: api.get(f"/api/v1/{route}/")) == few


# --- What is made to it --------------------------------------------------------------------------


def test_product_is_entered_and_switched_on_its_pages(desk_page):
    old = entered("GB 1-2010")
    new = entered("GB 1-2020", DAY(2020, 1, 1))
    catalogue.replace(new, "GB 1-2010", by=desk())
    product = ProductFactory()

    desk_page.post(
        reverse("admin:standards_execution_add"),
        {"product": product.pk, "standard": old.pk, "since": "2019-01-01"},
    )
    execution = Execution.objects.get()
    offered = desk_page.get(page(execution, "switch")).context["form"]
    assert offered.fields["to"].initial == new.pk
    desk_page.post(page(execution, "switch"), {"to": new.pk, "on": "2020-01-01"})

    assert list(product.executions.open().values_list("standard", "since")) == [
        (new.pk, DAY(2020, 1, 1))
    ]


def test_many_are_switched_at_once_and_each_refusal_is_named(desk_page):
    new = entered("GB 1-2020", DAY(2020, 1, 1))
    old = entered("GB 1-2010")
    catalogue.replace(new, "GB 1-2010", by=desk())
    rows = [*ExecutionFactory.create_batch(2, standard=old), ExecutionFactory()]

    answer = desk_page.post(
        list_url(Execution),
        {"action": "switch_to_what_replaced", "_selected_action": [row.pk for row in rows]},
        follow=True,
    )

    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 2
    assert Execution.objects.open().filter(standard=new).count() == 2
    assert Execution.objects.open().filter(pk=rows[2].pk).exists()


def test_api_enters_switches_and_ends(api):
    old, new = entered("GB 1-2010"), entered("GB 2-2010")
    product = ProductFactory()

    made = api.post(
        "/api/v1/standards-executed/",
        {"product": product.pk, "standard": old.pk, "since": "2019-01-01"},
    ).json()
    other = api.post(
        f"/api/v1/standards-executed/{made['id']}/switch/", {"to": new.pk, "on": "2020-01-01"}
    ).json()
    ended = api.post(f"/api/v1/standards-executed/{other['id']}/end/", {"on": "2021-01-01"}).json()

    assert (other["standard_number"], ended["until"]) == ("GB 2—2010", "2021-01-01")
    again = api.post(f"/api/v1/standards-executed/{other['id']}/end/", {})
    assert again.status_code == 409


def test_enterprise_account_sees_its_own_and_changes_nothing(client):
    account = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    own, other = ExecutionFactory(), ExecutionFactory()
    Representation.objects.create(user=account, enterprise=own.product.enterprise, named_by=desk())
    client.force_login(account, backend="qualitysup.accounts.backends.RoleBackend")

    shown = client.get(list_url(Execution)).context["cl"].queryset

    assert list(shown) == [own]
    assert client.get(page(other)).status_code == 404
    assert client.get(page(own)).status_code == 200
    assert client.post(page(own, "end"), {"on": "2026-01-01"}).status_code == 403
    assert client.get(page(own.standard)).status_code == 200


def test_enterprises_of_a_trade_are_listed_by_how_they_stand(desk_page):
    standard = entered("GB 17120-2025", DAY(2020, 5, 1))
    rule = TradeStandardFactory(industry_id="3422", series="GB 17120")
    keeps = EnterpriseFactory(industry_id="3422", name="顺德守标锻压厂")
    missing = EnterpriseFactory(industry_id="3422", name="顺德无标锻压厂")
    ExecutionFactory(product=ProductFactory(enterprise=keeps), standard=standard)

    def firms(standing):
        answer = desk_page.get(page(rule, "firms"), {"standing": standing})
        return list(answer.context["page"])

    assert firms("kept") == [keeps]
    assert firms("missing") == [missing]
    assert firms("outdated") == []


@pytest.mark.parametrize(
    ("typed", "kept"), [("gb17120－2025", "GB 17120"), ("GB 17120", "GB 17120")]
)
def test_trade_owes_a_series_whatever_edition_is_typed(desk_page, typed, kept):
    desk_page.post(
        reverse("admin:standards_tradestandard_add"),
        {"industry": "3422", "series": typed, "note": ""},
    )

    assert TradeStandard.objects.get().series == kept


def test_product_is_found_in_the_register_by_its_name_and_its_maker(desk_page):
    product = ProductFactory(name="开式压力机", enterprise__name="顺德宏力锻压机械厂")
    ProductFactory(name="电饭锅")

    for words in ("压力", "宏力"):
        answer = desk_page.get(reverse("admin:enterprises_product_changelist"), {"q": words})
        assert list(answer.context["cl"].queryset) == [product]
