import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from qualitysup.accounts.roles import SEPARATED
from qualitysup.audit.models import AccessLog
from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents, issuing
from qualitysup.regions.models import Division
from tests.documents.factories import AgencyFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory

BACKEND = "qualitysup.accounts.backends.RoleBackend"
LOOK_ALIKE = "440607000000"


@pytest.fixture
def browser(client, officer):
    client.force_login(officer, backend=BACKEND)
    return client


def url(document, name):
    return reverse(f"documents:{name}", args=[document.pk])


def test_word_file_comes_as_it_was_issued_under_its_number(browser, issued):
    response = browser.get(url(issued, "docx"))

    assert response.status_code == 200
    assert response.getvalue() == contents.read(issued.docx_id)
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''"
        "%E9%A1%BA%E5%B8%82%E7%9B%91%E8%B4%A3%E6%94%B9%E3%80%94"
        f"{issued.series.year}%E3%80%951%E5%8F%B7.docx"
    )
    assert "no-store" in response["Cache-Control"]


def test_pdf_is_made_when_it_is_first_asked_for(browser, issued):
    assert issued.pdf_id is None

    first = browser.get(url(issued, "pdf"))
    second = browser.get(url(issued, "pdf"))

    issued.refresh_from_db()
    assert first.getvalue() == second.getvalue() == contents.read(issued.pdf_id)
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].startswith("inline; filename*=utf-8''")


def test_download_is_written_down(browser, issued, officer):
    browser.get(url(issued, "pdf"))

    entry = AccessLog.objects.get(action=AccessLog.Action.DOWNLOAD)
    assert (entry.by, entry.detail) == (officer, "pdf")
    assert (entry.target_id, entry.target_name) == (str(issued.pk), issued.number)


@pytest.mark.parametrize("name", ["docx", "pdf"])
def test_paper_elsewhere_is_not_found_rather_than_forbidden(client, stranger, issued, name):
    client.force_login(stranger, backend=BACKEND)

    assert client.get(url(issued, name)).status_code == 404
    assert not AccessLog.objects.filter(action=AccessLog.Action.DOWNLOAD).exists()


@pytest.mark.parametrize("role", SEPARATED)
def test_those_who_work_no_case_read_no_paper(client, issued, role):
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)

    assert client.get(url(issued, "docx")).status_code == 403
    assert client.get(reverse("admin:documents_issueddocument_changelist")).status_code == 403


def test_visitor_is_asked_to_sign_in(client, issued):
    response = client.get(url(issued, "docx"))

    assert response.status_code == 302
    assert reverse("sign-in") in response["Location"]


def test_nothing_is_posted_to_a_download(browser, issued):
    assert browser.post(url(issued, "docx")).status_code == 405


@pytest.mark.parametrize(
    ("division", "seen"),
    [
        (SHUNDE, True),  # the officer's own district
        (CHENCUN, True),  # a town in it
        (BEIJIAO, True),
        ("440600000000", False),  # the city above
        (LOOK_ALIKE, False),  # the district beside it
        (HUANGSHI, False),
    ],
)
def test_officer_sees_papers_of_own_division_and_below(order, officer, division, seen):
    Division.objects.get_or_create(code=division, defaults={"name": division, "level": "county"})
    order_of = StationFactory(division_id=division)
    if not seen:
        AgencyFactory(division_id=division, short_name="他市监")
    document = issuing.issue(order_of, order.code, by=officer)

    assert (document in IssuedDocument.objects.visible_to(officer)) == seen


def test_nobody_without_a_division_sees_a_paper(issued):
    for person in (AnonymousUser(), UserFactory(divisions=[])):
        assert not IssuedDocument.objects.visible_to(person).exists()


def test_download_says_what_the_database_says(browser, issued):
    paper = browser.get(url(issued, "docx")).getvalue()

    assert issued.number in rendering.text_of(paper)
    assert issued.recipient in rendering.text_of(paper)
