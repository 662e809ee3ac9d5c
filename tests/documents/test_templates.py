"""What an uploaded form must be before it is kept, through the admin's own page."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document

from qualitysup.accounts.roles import Role
from qualitysup.documents import rendering
from qualitysup.documents.models import Content, Template
from qualitysup.documents.services import contents, issuing, templates
from tests.factories import UserFactory


@pytest.fixture
def administrator(client, db):
    person = UserFactory(roles=[Role.SYSTEM_ADMINISTRATOR])
    client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")
    return person


def rewritten(data, replace=None, add=None):
    """The package with some of its parts replaced, and others added."""
    source = zipfile.ZipFile(io.BytesIO(data))
    parts = {name: source.read(name) for name in source.namelist()}
    for name, change in (replace or {}).items():
        parts[name] = change(parts[name])
    parts |= add or {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


def saying(data, text):
    """The form with one more paragraph at its beginning."""
    document = Document(io.BytesIO(data))
    document.paragraphs[0].insert_paragraph_before(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def lacking(data, words):
    return rewritten(data, {"word/document.xml": lambda xml: xml.replace(words.encode(), b"")})


def swapped(old, new):
    return lambda xml: xml.replace(old.encode(), new.encode())


def macro_document(form):
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return rewritten(form, {"[Content_Types].xml": swapped(plain, kind)})


def hidden_macro(form):
    return rewritten(form, add={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def zip_bomb(form):
    return rewritten(form, add={"word/media/zeros.bin": bytes(30 * 1024**2)})


def many_parts(form):
    return rewritten(form, add={f"word/part{n}.xml": b"<a/>" for n in range(300)})


def entities(form):
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
    )
    return rewritten(form, add={"word/footnotes.xml": bomb})


def outside_template(form):
    link = (
        '<Relationship Id="rId99" TargetMode="External" Target="https://example.invalid/x.dotm"'
        ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'attachedTemplate"/></Relationships>'
    )
    return rewritten(form, {"word/_rels/document.xml.rels": swapped("</Relationships>", link)})


def locked_zip(form):
    """Says that its parts are encrypted."""
    data = bytearray(form)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(signature)
        while start >= 0:
            data[start + offset] |= 1
            start = data.find(signature, start + 4)
    return bytes(data)


REFUSED = {
    "empty": (lambda form: b"", "not_docx"),
    "text": (lambda form: "责令改正通知书".encode(), "not_docx"),
    "old .doc": (lambda form: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not_docx"),
    "a workbook's zip": (lambda form: rewritten(_zip({"xl/workbook.xml": b"<a/>"})), "not_docx"),
    "cut short": (lambda form: form[: len(form) // 2], "not_docx"),
    "locked": (locked_zip, "not_docx"),
    "broken XML": (lambda form: rewritten(form, add={"word/document.xml": b"<w"}), "damaged"),
    ".docm": (macro_document, "program"),
    "macro in a .docx": (hidden_macro, "program"),
    "embedded object": (
        lambda form: rewritten(form, add={"word/embeddings/a.bin": b"x"}),
        "program",
    ),
    "zip bomb": (zip_bomb, "swollen"),
    "too many parts": (many_parts, "swollen"),
    "too big": (lambda form: form + bytes(3 * 1024**2), "too_big"),
    "XML entities": (entities, "entities"),
    "template elsewhere": (outside_template, "outside"),
    "unknown placeholder": (lambda form: saying(form, "{{ party.nickname }}"), "placeholder"),
    "unknown name": (lambda form: saying(form, "{{ secret_key }}"), "placeholder"),
    "unknown filter": (lambda form: saying(form, "{{ number|upper }}"), "placeholder"),
    "unclosed": (lambda form: saying(form, "{{ number "), "placeholder"),
    "a call": (lambda form: saying(form, "{{ number.upper() }}"), "placeholder"),
    "the way out": (
        lambda form: saying(form, "{{ number.__class__.__mro__ }}"),
        "placeholder",
    ),
    "a range": (
        lambda form: saying(form, "{% for i in range(10) %}{{ i }}{% endfor %}"),
        "placeholder",
    ),
    "loops that never end": (
        lambda form: saying(
            form,
            "{% for a in findings %}{% for b in findings %}{% for c in findings %}"
            "{{ c }}{% endfor %}{% endfor %}{% endfor %}",
        ),
        "placeholder",
    ),
    "an include": (lambda form: saying(form, "{% include 'etc' %}"), "placeholder"),
    "a variable set": (lambda form: saying(form, "{% set a = 1 %}"), "placeholder"),
    "no number": (lambda form: lacking(form, "{{ number }}"), "incomplete"),
    "no party": (lambda form: lacking(form, "{{ party.name }}"), "incomplete"),
    "no day": (lambda form: lacking(form, "{{ issued_on|day }}"), "incomplete"),
}


def _zip(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize("name", REFUSED)
def test_form_that_is_not_one_is_refused_and_nothing_kept(name, order, officer):
    spoil, code = REFUSED[name]
    data = spoil(order.template.read_bytes())
    kept = Content.objects.count()

    with pytest.raises(ValidationError) as found:
        templates.upload(order.code, data, by=officer, valid_from=dt.date(2026, 1, 1))

    assert found.value.code == code
    assert Template.objects.filter(kind=order.code).count() == 1
    assert Content.objects.count() == kept


def test_every_shipped_form_passes_its_own_examination(order):
    templates.check(order.code, order.template.read_bytes())
    templates.check(
        "proof_of_service",
        contents.read_template(Template.objects.get(kind="proof_of_service").content_id),
    )


def upload(client, order, data, **changes):
    form = {
        "kind": order.code,
        "file": SimpleUploadedFile("责令改正通知书.docx", data),
        "valid_from": timezone.localdate(),
        "title": "",
        "word": "",
        "note": "加一行",
    }
    return client.post(reverse("admin:documents_template_add"), form | changes)


def test_administrator_uploads_a_form_that_applies_from_then_on(
    client, administrator, order, case, officer
):
    before = issuing.issue(case, order.code, by=officer)

    response = upload(
        client, order, saying(order.template.read_bytes(), "第二版：{{ agency.phone }}")
    )

    assert response.status_code == 302
    template = Template.objects.get(kind=order.code, version=2)
    assert (template.uploaded_by, template.title) == (administrator, "责令改正通知书")
    after = issuing.issue(case, order.code, by=officer)
    assert "第二版：0757" in rendering.text_of(contents.read(after.docx_id))
    assert "第二版" not in rendering.text_of(contents.read(before.docx_id))
    assert before.template.version == 1


def test_refused_upload_says_why_and_keeps_what_was_typed(client, administrator, order):
    response = upload(client, order, hidden_macro(order.template.read_bytes()))

    assert response.status_code == 200
    assert response.context["adminform"].form.errors.as_data()["file"][0].code == "program"
    assert "加一行" in response.content.decode()
    assert Template.objects.filter(kind=order.code).count() == 1


def test_form_can_be_fetched_changed_and_looked_at(client, administrator, order):
    template = Template.objects.get(kind=order.code)

    page = client.get(reverse("admin:documents_template_change", args=[template.pk]))
    file = client.get(reverse("documents:template", args=[template.pk]))
    sample = client.get(reverse("documents:template-sample", args=[template.pk]))

    assert "party.legal_representative" in page.content.decode()
    assert file.getvalue() == order.template.read_bytes()
    assert sample.getvalue().startswith(b"%PDF-")


def test_case_worker_cannot_upload_a_form(admin_page, order):
    assert upload(admin_page, order, order.template.read_bytes()).status_code == 403


def test_form_is_neither_changed_nor_deleted_in_the_admin(client, administrator, order):
    template = Template.objects.get(kind=order.code)
    page = reverse("admin:documents_template_change", args=[template.pk])

    assert client.post(page, {"title": "别的"}).status_code == 403
    assert (
        client.post(reverse("admin:documents_template_delete", args=[template.pk])).status_code
        == 403
    )
