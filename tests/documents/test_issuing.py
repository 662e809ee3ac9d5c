import datetime as dt
import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from qualitysup.documents import kinds, rendering
from qualitysup.documents.models import Content, IssuedDocument, NumberSeries, Template
from qualitysup.documents.services import contents, issuing, templates
from qualitysup.documents.services.issuing import IssueRefused
from tests.factories import HUANGSHI, StationFactory


def test_paper_keeps_what_it_was_made_from(order, case, officer):
    document = issuing.issue(case, order.code, by=officer, due_on=dt.date(2026, 5, 6))

    document.refresh_from_db()
    paper = contents.read(document.docx_id)
    assert document.case == case
    assert document.division_id == case.division_id
    assert document.recipient == "顺德区启衡锻压机械有限公司"
    assert document.issued_on == timezone.localdate()
    assert document.facts["number"] == document.number
    assert document.facts["due_on"] == "2026-05-06"
    assert document.docx_id == hashlib.sha256(paper).hexdigest()
    assert document.number in rendering.text_of(paper)
    assert "2026年5月6日前（含当日）完成改正" in rendering.text_of(paper)


def test_paper_can_be_made_again_from_what_was_kept(issued):
    issued.refresh_from_db()
    again = rendering.render(contents.read(issued.template.content_id), issued.facts)

    assert rendering.text_of(again) == rendering.text_of(contents.read(issued.docx_id))


def test_paper_is_in_the_language_of_the_office(order, case, officer, monkeypatch, settings):
    settings.LANGUAGE_CODE = "zh-hans"

    def facts(case):
        return order.sample | {"findings": str(translation.get_language())}

    monkeypatch.setitem(
        kinds.KINDS,
        order.code,
        kinds.Kind(order.code, order.title, order.word, facts, order.template),
    )
    with translation.override("en"):
        document = issuing.issue(case, order.code, by=officer)

    assert document.facts["findings"] == "zh-hans"


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ 7 * 7 }} {% for a in b %}",
        "<w:p><w:r/></w:p> & ]]> <!--",
        "'\"“”‘’ \\ $x #text \x00\x07\x0b",
        "一行\n二行",
    ],
)
def test_facts_are_printed_and_never_obeyed(order, case, officer, hostile):
    document = issuing.issue(case, order.code, by=officer, findings=hostile)

    said = rendering.text_of(contents.read(document.docx_id))
    for line in hostile.splitlines():
        assert "".join(char for char in line if char >= " ").strip() in said
    assert "49" not in said.replace("2149", "")


def test_no_agency_is_said_so_and_draws_nothing(order, officer):
    elsewhere = StationFactory(division_id=HUANGSHI)

    with pytest.raises(IssueRefused, match=_("No agency is entered for %(division)s")[:4]) as found:
        issuing.issue(elsewhere, order.code, by=officer)

    assert found.value.code == "no_agency"
    assert not NumberSeries.objects.exists()


def test_paper_of_tomorrow_is_refused(order, case, officer):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(IssueRefused) as found:
        issuing.issue(case, order.code, by=officer, on=tomorrow)

    assert found.value.code == "future"


def test_kind_without_a_form_in_force_is_refused(order_kind, agency, case, officer):
    with pytest.raises(IssueRefused) as found:
        issuing.issue(case, order_kind.code, by=officer)

    assert found.value.code == "no_template"


def test_fact_that_templates_are_promised_must_be_given(order, case, officer):
    party = {"name": "甲公司"}

    with pytest.raises(LookupError, match=r"party\.uscc"):
        issuing.issue(case, order.code, by=officer, party=party)

    assert not IssuedDocument.objects.exists()


def test_issuing_costs_five_statements(order, case, officer, django_assert_num_queries):
    issuing.issue(case, order.code, by=officer)

    with django_assert_num_queries(5):  # agency, template, number, bytes, paper
        issuing.issue(case, order.code, by=officer)


@pytest.mark.parametrize(
    "change",
    [
        "number = '顺市监责改〔2026〕99号'",
        "seq = 99",
        "facts = '{}'",
        "docx_sha256 = NULL",
        "recipient = '别人'",
        "case_id = case_id + 1",
        "division_id = '420200000000'",
        "issued_on = issued_on - 1",
        "issued_at = issued_at - interval '1 day'",
    ],
)
def test_issued_paper_is_not_changed_even_by_sql(issued, change):
    with (
        pytest.raises(DatabaseError, match="pgtrigger: Cannot update"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE documents_issueddocument SET {change}")


def test_issued_paper_is_not_deleted_even_by_sql(issued):
    with (
        pytest.raises(DatabaseError, match="pgtrigger: Cannot delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM documents_issueddocument")


@pytest.mark.parametrize("table", ["issueddocument", "content", "numberseries", "template"])
def test_papers_are_not_emptied_out_either(issued, table):
    connection.check_constraints()
    with (
        pytest.raises(DatabaseError, match="pgtrigger: Cannot truncate"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE documents_{table} CASCADE")


def test_bytes_are_what_their_hash_says(db):
    digest = Content.objects.keep(b"paper")
    Content.objects.keep(b"paper")

    assert bytes(Content.objects.get(pk=digest).data) == b"paper"
    with pytest.raises(IntegrityError, match="content_is_what_its_hash_says"), transaction.atomic():
        Content.objects.create(sha256="0" * 64, data=b"forged")
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Content.objects.filter(pk=digest).update(data=b"forged")


def test_void_keeps_the_number_and_says_why(issued, order, case, officer, leader):
    issuing.void(issued, by=leader, reason=" 当事人名称有误 ")

    issued.refresh_from_db()
    assert issued.is_void
    assert (issued.voided_by, issued.void_reason) == (leader, "当事人名称有误")
    assert issued.seq == 1
    assert issuing.issue(case, order.code, by=officer).seq == 2
    assert list(IssuedDocument.objects.standing().values_list("seq", flat=True)) == [2]


def test_void_is_final(issued, leader):
    issuing.void(issued, by=leader, reason="有误")

    with pytest.raises(IssueRefused) as found:
        issuing.void(issued, by=leader, reason="另有原因")
    assert found.value.code == "void"
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        IssuedDocument.objects.update(void_reason="", voided_at=None, voided_by=None)


@pytest.mark.parametrize("who", ["officer", "inspector"])
def test_void_is_for_heads_and_leaders(issued, who, request):
    with pytest.raises(IssueRefused) as found:
        issuing.void(issued, by=request.getfixturevalue(who), reason="有误")

    issued.refresh_from_db()
    assert found.value.code == "forbidden"
    assert not issued.is_void


def test_void_without_a_reason_is_refused(issued, leader):
    with pytest.raises(IssueRefused) as found:
        issuing.void(issued, by=leader, reason="  ")

    assert found.value.code == "no_reason"


def test_shipped_forms_are_installed_once_and_give_way_to_the_bureaus_own(order, officer):
    templates.install_shipped()
    shipped = Template.objects.get(kind=order.code)
    own = templates.upload(
        order.code, order.template.read_bytes(), by=officer, valid_from=dt.date(2026, 1, 1)
    )
    templates.install_shipped()

    versions = Template.objects.filter(kind=order.code).order_by("version")
    assert [shipped.version, own.version] == [1, 2]
    assert list(versions) == [shipped, own]


def test_form_applies_from_its_day_on(order, case, officer):
    later = timezone.localdate() + dt.timedelta(days=3)
    templates.upload(order.code, order.template.read_bytes(), by=officer, valid_from=later)

    assert Template.objects.in_force(order.code, timezone.localdate()).first().version == 1
    assert Template.objects.in_force(order.code, later).first().version == 2


def test_word_of_a_form_may_be_the_bureaus_own(order, case, officer):
    today = timezone.localdate()
    data = order.template.read_bytes()
    templates.upload(order.code, data, by=officer, valid_from=today, word="改", title="改正书")

    document = issuing.issue(case, order.code, by=officer)

    assert document.number == f"顺市监改〔{today.year}〕1号"
    assert document.title == "改正书"


def test_word_that_is_not_chinese_is_refused(order, officer):
    data = order.template.read_bytes()
    with pytest.raises(ValidationError):
        templates.upload(order.code, data, by=officer, valid_from=dt.date(2026, 1, 1), word="ZG")


def test_form_is_not_changed(order):
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Template.objects.update(title="别的")
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        Template.objects.all().delete()
