"""A service of the institute, from the counter to a numbered report."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import ProgrammingError, transaction
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.documents import pdf
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.rendering import text_of
from qualitysup.documents.services import contents
from standards.indicators.institute import THEME
from standards.models import ServiceRequest
from standards.services import checks, requests
from tests.dashboard.watching import measure
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.standards.checked import NUMBER, checked
from tests.standards.factories import (
    AccreditationFactory,
    InstituteFactory,
    ServiceRequestFactory,
)
from tests.workshops.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
TRANSLATED = {
    "document": "ISO 1",
    "source": "en",
    "target": "zh",
    "characters": 900,
    "translator": "甲",
    "reviewer": "乙",
    "text": ContentFile(b"%PDF-1.4\n%%EOF", name="译文.pdf"),
}


@pytest.fixture
def finished(desk_officer, working, agency):
    """A barcode check that waits for its signature."""

    def make(**facts):
        request = working(**facts)
        checked(request, desk_officer)
        return requests.finish(request, by=desk_officer)

    return make


# --- At the counter -------------------------------------------------------------------------------


def test_it_is_taken_down_for_whom_it_is(desk_officer):
    firm = EnterpriseFactory()

    request = requests.draft(
        by=desk_officer,
        institute=InstituteFactory(),
        service="label",
        enterprise=firm,
        subject=" 饼干　标签 ",
        asked_on=TODAY(),
    )

    assert (request.client, request.subject, request.state) == (firm.name, "饼干 标签", "received")
    assert request.division_id == request.institute.division_id


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"client": "", "enterprise": None}, "for whom"),
        ({"fee": -1}, "not negative"),
        ({"service": "weighing"}, "weighing"),
    ],
)
def test_what_is_missing_is_said(desk_officer, facts, message):
    asked = {"service": "label", "client": "甲", "subject": "标签", "asked_on": TODAY()} | facts

    with pytest.raises(ValidationError, match=message):
        requests.draft(by=desk_officer, institute=InstituteFactory(), **asked)


def test_nobody_asks_for_tomorrow(desk_officer):
    refused = refusal(
        requests.draft,
        by=desk_officer,
        institute=InstituteFactory(),
        service="label",
        client="甲",
        subject="标签",
        asked_on=TODAY() + dt.timedelta(1),
    )

    assert refused.code == "future"


def test_another_bureaus_institute_is_not_asked(stranger):
    other = UserFactory(roles=[Role.STANDARDS_OFFICER], home_id=HUANGSHI, divisions=[HUANGSHI])
    asked = {"service": "label", "client": "甲", "subject": "标签", "asked_on": TODAY()}

    for person in (stranger, other):
        refused = refusal(requests.draft, by=person, institute=InstituteFactory(), **asked)
        assert refused.code == "forbidden"


@pytest.mark.parametrize(
    ("service", "days"), [("barcode", 5), ("label", 10), ("novelty", 5), ("translation", 20)]
)
def test_each_service_has_its_own_promise_in_working_days(working, service, days):
    request = working(service)

    (owed,) = Deadline.objects.of(request)
    assert (owed.term, owed.rule.amount, owed.rule.unit) == (f"service-{service}", days, "workday")
    assert owed.holder == request.worker


def test_what_is_worked_on_stays_what_it_is(desk_officer, working):
    request = working()
    request.service = "label"

    assert refusal(requests.keep, request, by=desk_officer).code == "under_way"


def test_until_it_is_signed_its_fee_is_paid_and_its_mark_done_without(desk_officer, head, finished):
    request = finished(fee=300)
    request.subject = "别的"
    assert refusal(requests.keep, request, by=desk_officer).code == "under_way"
    request.refresh_from_db()
    request.paid_on, request.marked = TODAY(), False

    requests.keep(request, by=desk_officer)

    assert requests.report(request, by=head).state == "reported"
    assert refusal(requests.keep, request, by=desk_officer).code == "wrong_state"


def test_a_page_left_open_does_not_overwrite(desk_officer):
    request = ServiceRequestFactory()
    requests.accept(request, by=desk_officer)

    assert refusal(requests.keep, request, by=desk_officer, version=0).code == "stale"


# --- The report -----------------------------------------------------------------------------------


def test_a_report_is_numbered_under_the_mark_that_covers_it(finished, head):
    request = finished()
    mark = AccreditationFactory(
        institute=request.institute, kind="cnas17025", services=["barcode"], number="L0001"
    )

    request = requests.report(request, by=head)

    document = IssuedDocument.objects.get()
    assert request.number == document.number
    assert (request.accreditation, request.verdict, request.signed_by) == (mark, "conforms", head)
    words = text_of(contents.read(document.docx_id))
    assert all(each in words for each in ("L0001", NUMBER, "EAN13", request.client))
    assert not Deadline.objects.of(request).open().exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"valid_to": dt.date(2026, 1, 1)},
        {"services": ["label"]},
        {"valid_to": None},
        {"withdrawn_on": dt.date(2026, 1, 1), "withdrawn_because": "撤销"},
    ],
)
def test_what_does_not_cover_it_today_carries_no_report(finished, head, facts):
    request = finished()
    covering = {"institute": request.institute, "services": ["barcode"]} | facts
    AccreditationFactory(**covering)
    AccreditationFactory(services=["barcode"])  # of another institute

    refused = refusal(requests.report, request, by=head)

    assert refused.code == "may_carry_the_mark"
    assert not IssuedDocument.objects.exists()


def test_without_a_mark_it_says_so(finished, head):
    request = requests.report(finished(marked=False), by=head)

    facts = IssuedDocument.objects.get().facts
    assert (request.accreditation, facts["mark"]) == (None, None)


def test_nobody_signs_off_their_own_check(finished, desk_officer):
    assert refusal(requests.report, finished(marked=False), by=desk_officer).code == "own_work"


def test_a_fee_is_paid_first(finished, head, desk_officer):
    request = finished(marked=False, fee=300)

    assert refusal(requests.report, request, by=head).code == "is_paid"


def test_sent_back_it_is_worked_on_again(finished, head, desk_officer):
    request = requests.send_back(finished(marked=False), by=head, note="照片不清")

    assert (request.state, request.verdict) == ("working", "")
    checked(request, desk_officer, grade="2.8")
    assert requests.finish(request, by=desk_officer).state == "checked"


def test_a_report_stays_what_it_says(finished, head):
    request = requests.report(finished(marked=False), by=head)

    with pytest.raises(ProgrammingError), transaction.atomic():
        ServiceRequest.objects.filter(pk=request.pk).update(verdict="fails")


def test_the_report_is_a_paper_and_a_pdf(finished, head):
    requests.report(finished(marked=False), by=head)
    document = IssuedDocument.objects.get()

    paper = contents.read(document.docx_id)
    assert document.number.endswith("号")
    assert "不使用认可标识" in text_of(paper)
    assert pdf.convert(paper).startswith(b"%PDF")


@pytest.mark.parametrize("service", ["novelty", "translation"])
def test_what_judges_nothing_draws_no_conclusion(desk_officer, head, working, agency, service):
    request = working(service, marked=False)
    if service == "novelty":
        checks.look_up(request, by=desk_officer, numbers=["GB 1-2009"])
    else:
        checks.translate(request, by=desk_officer, **TRANSLATED)
    requests.finish(request, by=desk_officer)

    requests.report(request, by=head)

    document = IssuedDocument.objects.get()
    assert document.facts["verdict"] == ""
    assert "结论：" not in text_of(contents.read(document.docx_id))


# --- What managers see of it ----------------------------------------------------------------------


def test_every_figure_of_it_leads_to_its_rows(client, finished, desk_officer, leader, head):
    """Waiting, under way, overdue, reported: each opens as many rows as it says."""
    ServiceRequestFactory.create_batch(2)
    reported, late = finished(marked=False), ServiceRequestFactory(service="label")
    requests.report(reported, by=head)
    ago = TODAY() - dt.timedelta(3)
    ServiceRequest.objects.filter(pk=reported.pk).update(accepted_on=ago)
    requests.accept(late, by=desk_officer, on=TODAY() - dt.timedelta(60))
    requests.accept(ServiceRequestFactory(service="label"), by=desk_officer)
    client.force_login(leader, backend="qualitysup.accounts.backends.RoleBackend")

    found = measure(leader)[THEME]

    said = {each.indicator.key: each.figure for each in found["figures"]}
    wanted = {"waiting": 2, "under-way": 2, "overdue": 1, "reported": 1, "turnaround": "3.0"}
    assert {key: said[f"services-{key}"] for key in wanted} == wanted
    lines = {b.key: lines for b, lines in found["tables"]}["services-open"]
    assert {line.figure for line in lines} == {2}
    leading = [(line.url, line.figure) for line in lines] + [
        (each.url, each.figure) for each in found["figures"] if isinstance(each.figure, int)
    ]
    for url, figure in leading:
        assert client.get(url).context["cl"].result_count == figure, url
