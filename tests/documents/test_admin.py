import pytest
from django.urls import reverse
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.documents.models import Agency, IssuedDocument, NumberSeries, ProofOfService
from qualitysup.documents.services import issuing
from tests.documents.factories import serve
from tests.factories import HUANGSHI, StationFactory, UserFactory

BACKEND = "qualitysup.accounts.backends.RoleBackend"
PAPERS = "admin:documents_issueddocument_changelist"
PROOFS = "admin:documents_proofofservice_changelist"


def text(response):
    return response.content.decode()


def test_paper_is_found_by_its_number_in_any_brackets(admin_page, order, case, officer):
    _first, second = (issuing.issue(case, order.code, by=officer) for _ in range(2))
    year = timezone.localdate().year

    for typed in (f"顺市监责改[{year}] 2号", f"﹝{year}﹞第002号", second.number):
        found = admin_page.get(reverse(PAPERS), {"q": typed}).context["cl"].result_list
        assert list(found) == [second]
    assert len(admin_page.get(reverse(PAPERS), {"q": "启衡"}).context["cl"].result_list) == 2
    assert not admin_page.get(reverse(PAPERS), {"q": "没有这个"}).context["cl"].result_list


def test_list_tells_what_is_served_and_what_is_void(admin_page, order, case, officer, leader):
    waiting, done, void = (issuing.issue(case, order.code, by=officer) for _ in range(3))
    serve(done, officer, leader)
    issuing.void(void, by=leader, reason="有误")

    def listed(standing):
        return list(
            admin_page.get(reverse(PAPERS), {"standing": standing}).context["cl"].result_list
        )

    assert listed("unserved") == [waiting]
    assert listed("void") == [void]


def test_list_shows_only_papers_of_own_division(client, stranger, issued):
    client.force_login(stranger, backend=BACKEND)

    assert not client.get(reverse(PAPERS)).context["cl"].result_list
    page = reverse("admin:documents_issueddocument_change", args=[issued.pk])
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("page", [PAPERS, PROOFS])
def test_list_costs_the_same_for_two_rows_and_twelve(
    admin_page, order, case, officer, inspector, page, django_assert_num_queries
):
    def add(count):
        for _ in range(count):
            serve(issuing.issue(case, order.code, by=officer), officer, inspector)

    add(2)
    admin_page.get(reverse(page))
    with django_assert_num_queries(QUERIES[page]):
        admin_page.get(reverse(page))
    add(10)
    with django_assert_num_queries(QUERIES[page]):
        assert len(admin_page.get(reverse(page)).context["cl"].result_list) == 12


# Session, person, unread notices, count, rows.
QUERIES = {PAPERS: 5, PROOFS: 5}


def test_page_of_a_paper_leads_to_its_files_and_offers_to_record_service(admin_page, issued):
    page = text(admin_page.get(reverse("admin:documents_issueddocument_change", args=[issued.pk])))

    assert reverse("documents:docx", args=[issued.pk]) in page
    assert reverse("documents:pdf", args=[issued.pk]) in page
    assert f"proofofservice/add/?document={issued.pk}" in page
    assert issued.docx_id in page
    assert "/void/" not in page


def test_paper_is_read_only_in_the_admin(admin_page, issued):
    page = reverse("admin:documents_issueddocument_change", args=[issued.pk])
    delete = reverse("admin:documents_issueddocument_delete", args=[issued.pk])

    assert admin_page.post(page, {"number": "别的"}).status_code == 403
    assert admin_page.post(delete).status_code == 403
    assert admin_page.get(reverse("admin:documents_issueddocument_add")).status_code == 403


def test_head_of_section_voids_a_paper_with_a_reason(client, chief, issued):
    client.force_login(chief, backend=BACKEND)
    page = reverse("admin:documents_issueddocument_void", args=[issued.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "  "}).status_code == 200
    assert client.post(page, {"reason": "当事人名称有误"}).status_code == 302
    again = client.post(page, {"reason": "另有原因"})

    issued.refresh_from_db()
    assert (issued.voided_by, issued.void_reason) == (chief, "当事人名称有误")
    assert again.context["form"].errors


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("stranger", 404)])
def test_void_page_is_not_for_others(client, issued, who, status, request):
    client.force_login(request.getfixturevalue(who), backend=BACKEND)
    page = reverse("admin:documents_issueddocument_void", args=[issued.pk])

    assert client.post(page, {"reason": "有误"}).status_code == status
    issued.refresh_from_db()
    assert not issued.is_void


def proof_form(document, officer, inspector, **changes):
    at = timezone.localtime()
    return {
        "document": document.pk,
        "manner": "direct",
        "place": "佛山市顺德区陈村镇示例路2号",
        "served_at": at.strftime("%Y-%m-%dT%H:%M:%S"),
        "receiver": "梁启衡",
        "relation": "法定代表人",
        "refusal": "",
        "witness": "",
        "server": officer.pk,
        "second_server": inspector.pk,
        "reference": "",
        "note": "",
        "corrects": "",
    } | changes


def test_service_is_recorded_and_the_proof_printed(admin_page, issued, officer, inspector):
    add = reverse("admin:documents_proofofservice_add")

    assert admin_page.get(add, {"document": issued.pk}).status_code == 200
    assert admin_page.post(add, proof_form(issued, officer, inspector)).status_code == 302
    proof = ProofOfService.objects.get()
    printing = reverse("admin:documents_proofofservice_print", args=[proof.pk])
    assert admin_page.get(printing).status_code == 404
    response = admin_page.post(printing)

    proof.refresh_from_db()
    assert (proof.document, proof.recorded_by) == (issued, officer)
    assert response["Location"] == reverse(
        "admin:documents_issueddocument_change", args=[proof.paper_id]
    )
    page = reverse("admin:documents_proofofservice_change", args=[proof.pk])
    assert proof.paper.number in text(admin_page.get(page))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"second_server": ""}, "__all__"),
        ({"receiver": ""}, "__all__"),
        ({"served_at": "2020-01-01T10:00"}, "served_at"),
        ({"place": ""}, "place"),
    ],
)
def test_refused_proof_says_why_and_keeps_what_was_typed(
    admin_page, issued, officer, inspector, changes, field
):
    form = proof_form(issued, officer, inspector, note="已拍照", **changes)

    response = admin_page.post(reverse("admin:documents_proofofservice_add"), form)

    assert field in response.context["adminform"].form.errors
    assert "已拍照" in text(response)
    assert not ProofOfService.objects.exists()


def test_paper_elsewhere_cannot_be_picked(admin_page, order, officer, inspector, agency):
    Agency.objects.create(division_id=HUANGSHI, short_name="黄市监", name="黄石市市场监督管理局")
    elsewhere = issuing.issue(StationFactory(division_id=HUANGSHI), order.code, by=officer)

    response = admin_page.post(
        reverse("admin:documents_proofofservice_add"), proof_form(elsewhere, officer, inspector)
    )

    assert "document" in response.context["adminform"].form.errors
    assert not ProofOfService.objects.exists()


@pytest.fixture
def administrator(client, db):
    person = UserFactory(roles=[Role.SYSTEM_ADMINISTRATOR])
    client.force_login(person, backend=BACKEND)
    return person


def test_administrator_goes_on_where_the_paper_register_ended(client, administrator):
    page = reverse("admin:documents_numberseries_add")

    response = client.post(page, {"word": "顺市监责改", "year": 2026, "taken_over": 57})

    series = NumberSeries.objects.get()
    assert response.status_code == 302
    assert (series.taken_over, series.last) == (57, 57)
    change = reverse("admin:documents_numberseries_change", args=[series.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"taken_over": 3}).status_code == 403


def test_administrator_sees_no_paper(client, administrator, issued):
    assert client.get(reverse(PAPERS)).status_code == 403
    assert client.get(reverse("documents:docx", args=[issued.pk])).status_code == 403


def test_newest_paper_comes_first_with_a_unique_tail(admin_page, order, case, officer):
    papers = [issuing.issue(case, order.code, by=officer) for _ in range(3)]
    assert len({paper.issued_on for paper in papers}) == 1

    listed = list(admin_page.get(reverse(PAPERS)).context["cl"].result_list)

    assert listed == papers[::-1]
    assert IssuedDocument._meta.ordering[-1] == "-pk"
