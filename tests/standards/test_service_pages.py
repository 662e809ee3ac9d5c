"""The institute's services on their pages and through the API, for the desk and for a client."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from standards.models import LabelCheck, LabelFinding, LabelItem, ServiceRequest
from standards.services import checks, requests
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory, RepresentationFactory
from tests.factories import UserFactory
from tests.inspections.clients import queries
from tests.standards.checked import NUMBER, photo
from tests.standards.factories import (
    FirmCodeFactory,
    InstituteFactory,
    ServiceRequestFactory,
    entered,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:standards_servicerequest_changelist")
BACKEND = "qualitysup.accounts.backends.RoleBackend"


def page(request, name="change"):
    return reverse(f"admin:standards_servicerequest_{name}", args=[request.pk])


@pytest.fixture
def working(desk_officer):
    def make(service="barcode", **facts):
        return requests.accept(ServiceRequestFactory(service=service, **facts), by=desk_officer)

    return make


@pytest.fixture
def firm():
    return EnterpriseFactory()


@pytest.fixture
def account(firm):
    person = UserFactory(roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    RepresentationFactory(user=person, enterprise=firm)
    return person


@pytest.fixture
def theirs(client, account):
    client.force_login(account, backend=BACKEND)
    return client


def test_a_barcode_is_entered_on_its_page(desk_page, working):
    request = working()
    typed = {"typed": NUMBER, "photo": photo(), "grade": "3.2", "grade_needed": "1.5"}

    answer = desk_page.post(page(request, "barcode"), typed, follow=True)

    assert "nothing is wrong" in answer.content.decode()
    assert request.barcode.decoded == NUMBER


def test_a_page_of_another_service_is_not_there(desk_page, working):
    assert desk_page.get(page(working("label"), "barcode")).status_code == 404


def test_a_label_asks_the_items_of_its_day(desk_page, working):
    entered("GB 7718-2011", dt.date(2012, 4, 20))
    request = working("label")
    food = {"product": "饼干", "specification": "200克", "produced_on": "2026-03-01"}

    first = desk_page.post(page(request, "label"), food).content.decode()
    assert "Now say how the label does" in first
    assert first.count('name="verdict-') == 9
    assert not LabelCheck.objects.exists()

    answers = {f"verdict-{place}": "met" for place in range(1, 10)}
    wrong = answers | {"verdict-2": "flaw", "remark-2": "顺序"}
    refusal = desk_page.post(page(request, "label"), food | wrong)
    assert refusal.status_code == 409
    assert "which of the six" in refusal.content.decode()

    desk_page.post(page(request, "label"), food | wrong | {"flaw-2": "numbers"})
    assert request.label.findings.filter(verdict="flaw").get().flaw == "numbers"
    assert "GB 7718—2011" in desk_page.get(page(request)).content.decode()


def test_a_refused_search_keeps_what_was_typed(desk_page, working):
    request = working("novelty")

    answer = desk_page.post(page(request, "novelty"), {"numbers": "GB 7718\n七七一八"})

    assert answer.status_code == 409
    assert "七七一八</textarea>" in answer.content.decode()

    told = desk_page.post(page(request, "novelty"), {"numbers": "GB 7718"}, follow=True)
    assert "1 standard is looked up" in told.content.decode()


@pytest.mark.parametrize("rows", [2, 12])
def test_a_list_costs_the_same_however_long_it_is(desk_page, rows, desk_officer):
    ServiceRequestFactory.create_batch(rows)
    FirmCodeFactory.create_batch(rows)
    desk_page.get(LIST)

    assert queries(lambda: desk_page.get(LIST)) == 8
    assert queries(lambda: desk_page.get(reverse("admin:standards_firmcode_changelist"))) == 6


@pytest.mark.parametrize("rows", [2, 12])
def test_the_api_costs_the_same_however_many_there_are(desk_officer, rows):
    ServiceRequestFactory.create_batch(rows)
    FirmCodeFactory.create_batch(rows)
    InstituteFactory.create_batch(rows)
    api = APIClient()
    api.force_authenticate(desk_officer)

    assert queries(lambda: api.get("/api/v1/service-requests/")) == 3
    assert queries(lambda: api.get("/api/v1/firm-codes/")) == 2
    assert queries(lambda: api.get("/api/v1/institutes/")) == 2


def test_items_are_found_however_their_edition_was_typed(client):
    client.force_login(UserFactory(roles=[Role.SECTION_HEAD]), backend=BACKEND)
    typed = {
        "edition": "gb7718-2031",
        "position": 1,
        "name": "食品名称",
        "asked": "真实",
        "basis": "法",
    }

    client.post(reverse("admin:standards_labelitem_add"), typed)

    assert LabelItem.objects.get(edition="GB 7718—2031").name == "食品名称"


def test_what_was_entered_before_is_in_the_history(desk_officer, working):
    entered("GB 7718-2011", dt.date(2012, 4, 20))
    request = working("label")
    items = LabelItem.objects.filter(edition="GB 7718—2011")
    for verdict in ("met", "not_asked"):
        said = {i.position: {"verdict": verdict, "flaw": "", "remark": ""} for i in items}
        checks.check_label(
            request, by=desk_officer, product="饼干", produced_on=dt.date(2026, 3, 1), said=said
        )

    labels = LabelFinding.history.rel.related_model.objects.values_list("pgh_label", flat=True)
    assert list(labels).count("delete") == 9


# --- A client's account ---------------------------------------------------------------------------


def asked(**more):
    return {
        "service": "barcode",
        "institute": InstituteFactory().pk,
        "client": "",
        "subject": "包装条码",
        "asked_on": timezone.localdate().isoformat(),
        "version": 0,
    } | more


def test_an_account_asks_for_its_own(theirs, firm):
    form = theirs.get(reverse("admin:standards_servicerequest_add")).content.decode()
    assert 'name="fee"' not in form

    theirs.post(
        reverse("admin:standards_servicerequest_add"), asked(enterprise=firm.pk, fee="0.01")
    )

    request = ServiceRequest.objects.get()
    assert (request.enterprise, request.client, request.fee) == (firm, firm.name, 0)
    assert theirs.get(page(request)).status_code == 200


def test_what_an_account_says_of_the_money_does_not_count(account, firm):
    """By whichever door it comes."""
    said = {"fee": 1, "paid_on": timezone.localdate(), "marked": False}
    wanted = {"service": "label", "subject": "标签", "asked_on": timezone.localdate()}

    request = requests.draft(
        by=account, institute=InstituteFactory(), enterprise=firm, **wanted, **said
    )

    assert (request.fee, request.paid_on, request.marked) == (0, None, True)


def test_an_account_does_not_ask_for_others(theirs):
    other = EnterpriseFactory()

    theirs.post(reverse("admin:standards_servicerequest_add"), asked(enterprise=other.pk))

    assert not ServiceRequest.objects.exists()


def test_what_was_found_is_told_once_it_is_signed(theirs, firm, desk_officer, working):
    AgencyFactory()
    request = working(enterprise=firm, client=firm.name, marked=False)
    checks.check_barcode(
        request, by=desk_officer, typed=NUMBER, photo=photo(), grade="3.2", grade_needed="1.5"
    )
    requests.finish(request, by=desk_officer)
    assert "What was found" not in theirs.get(page(request)).content.decode()

    request = requests.report(request, by=UserFactory(roles=[Role.SECTION_HEAD]))

    told = theirs.get(page(request)).content.decode()
    assert "What was found" in told
    assert request.number in told
    assert theirs.get(page(request, "barcode")).status_code in (403, 404)


def test_others_see_nothing_of_it(theirs, stranger, client):
    request = ServiceRequestFactory(enterprise=EnterpriseFactory())
    assert theirs.get(page(request)).status_code in (302, 404)

    client.force_login(stranger, backend=BACKEND)
    assert client.get(page(request)).status_code in (302, 404)
    assert str(request.subject) not in client.get(LIST).content.decode()


# --- The API --------------------------------------------------------------------------------------


def test_the_api_moves_a_request_and_tells_what_was_found(desk_officer):
    AgencyFactory()
    api = APIClient()
    api.force_authenticate(desk_officer)
    institute = InstituteFactory()
    given = asked(client="甲", institute=institute.pk, marked=False)

    made = api.post("/api/v1/service-requests/", given, format="json")
    assert made.status_code == 201
    url = f"/api/v1/service-requests/{made.data['id']}/"
    moved = api.post(f"{url}accept/", {}, format="json")
    assert (moved.status_code, moved.data["state"]) == (200, "working")
    request = ServiceRequest.objects.get()
    checks.check_barcode(
        request, by=desk_officer, typed=NUMBER, photo=photo(), grade="3.2", grade_needed="1.5"
    )
    assert api.get(url).data["found"] == []
    requests.finish(request, by=desk_officer)
    requests.report(request, by=UserFactory(roles=[Role.SECTION_HEAD]))

    told = api.get(url).data
    assert told["verdict"] == "conforms"
    assert [each["verdict"] for each in told["found"]].count("conforms") == 5
