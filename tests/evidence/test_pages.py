import pytest
from django.template import Context, Template
from django.test import RequestFactory

from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from tests.evidence.factories import attachment, pdf, phone_photo, photo, upload
from tests.factories import UserFactory


@pytest.fixture
def kept(case, officer):
    return attachment(case, by=officer, content=phone_photo(), name="照片.png")


def page_of(case, user):
    request = RequestFactory().get("/somewhere/")
    request.user = user
    template = Template("{% load evidence %}{% attachments case %}")
    return template.render(Context({"request": request, "case": case}))


def test_original_is_downloaded_byte_for_byte_under_its_true_ending(browser, kept, officer):
    answer = browser.get(f"/evidence/{kept.pk}/")

    assert b"".join(answer.streaming_content) == phone_photo_bytes(kept)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "%E7%85%A7%E7%89%87.png.jpg" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def phone_photo_bytes(kept):
    from django.core.files.storage import default_storage

    return default_storage.open(kept.file.path).read()


def test_every_download_of_an_original_is_written_down(browser, kept, officer):
    browser.get(f"/evidence/{kept.pk}/")

    line = AccessLog.objects.filter(action=AccessLog.Action.DOWNLOAD).get()
    assert (line.by, line.target_id, line.door) == (officer, str(kept.pk), "page")
    assert line.detail == kept.file.sha256


@pytest.mark.parametrize("size", ["view", "thumb"])
def test_picture_is_shown_re_encoded_and_privately(size, browser, kept):
    answer = browser.get(f"/evidence/{kept.pk}/{size}/")

    assert answer["Content-Type"] == "image/webp"
    assert b"SecretPhone" not in b"".join(answer.streaming_content)
    assert "private" in answer["Cache-Control"]


def test_what_is_no_picture_has_no_view(browser, case, officer):
    paper = attachment(case, by=officer, content=pdf(), name="a.pdf")

    assert browser.get(f"/evidence/{paper.pk}/view/").status_code == 404
    assert browser.get(f"/evidence/{paper.pk}/")["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("page", ["", "view/", "thumb/"])
def test_evidence_elsewhere_is_not_found(page, browser, case_elsewhere, stranger):
    hidden = attachment(case_elsewhere, by=stranger)

    assert browser.get(f"/evidence/{hidden.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["", "view/", "thumb/"])
def test_evidence_needs_a_sign_in(page, client, kept):
    answer = client.get(f"/evidence/{kept.pk}/{page}")

    assert answer.status_code == 302


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR])
def test_separated_role_sees_no_evidence(role, client, kept):
    client.force_login(
        UserFactory(roles=[role]), backend="qualitysup.accounts.backends.RoleBackend"
    )

    assert client.get(f"/evidence/{kept.pk}/").status_code == 403


@pytest.mark.parametrize("page", ["", "view/", "thumb/"])
def test_withdrawn_evidence_is_not_shown(page, browser, kept, officer):
    files.withdraw(kept, by=officer, reason="wrong firm")

    assert browser.get(f"/evidence/{kept.pk}/{page}").status_code == 404
    assert "照片" not in page_of(kept.case, officer)


def test_missing_file_is_not_found_rather_than_an_error(browser, kept):
    from django.core.files.storage import default_storage

    default_storage.delete(kept.file.path)

    assert browser.get(f"/evidence/{kept.pk}/").status_code == 404
    assert browser.get(f"/evidence/{kept.pk}/thumb/").status_code == 404


# --- Adding and withdrawing ---------------------------------------------------------------------


@pytest.fixture
def sees_stations(monkeypatch):
    """Stations stand for cases here; a case officer may look at none."""
    permissions = frozenset(
        {"accounts.view_station", "evidence.add_attachment", "evidence.view_attachment"}
    )
    monkeypatch.setattr("qualitysup.accounts.models.User.permissions", permissions)


def address(case):
    return f"/evidence/accounts/station/{case.pk}/attach/"


def test_upload_from_a_case_is_attached_and_leads_back(browser, case, officer, sees_stations):
    answer = browser.post(
        address(case),
        {"file": upload(photo()), "kind": "before", "caption": "门口", "next": "/inbox/"},
    )

    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")
    kept = Attachment.objects.get()
    assert (kept.case, kept.kind, kept.caption, kept.uploaded_by) == (
        case,
        "before",
        "门口",
        officer,
    )


def test_refused_upload_says_why_and_keeps_what_was_typed(browser, case, sees_stations):
    answer = browser.post(
        address(case), {"file": upload(b"MZ\0", "a.exe"), "kind": "after", "caption": "门口"}
    )

    assert answer.status_code == 400
    assert "门口" in answer.content.decode()
    assert answer.context["form"].errors["file"]
    assert not Attachment.objects.exists()


def test_upload_never_leads_to_another_site(browser, case, sees_stations):
    answer = browser.post(
        address(case), {"file": upload(photo()), "kind": "other", "next": "https://evil.example/"}
    )

    assert answer["Location"] == "/"


def test_upload_to_a_case_elsewhere_is_not_found(browser, case_elsewhere, sees_stations):
    answer = browser.post(address(case_elsewhere), {"file": upload(photo()), "kind": "other"})

    assert answer.status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("kind", ["auth/permission", "no/such", "regions/division"])
def test_upload_to_what_is_no_case_is_not_found(kind, browser, sees_stations):
    assert browser.post(f"/evidence/{kind}/1/attach/", {}).status_code == 404


def test_upload_without_sight_of_such_cases_is_forbidden(browser, case):
    answer = browser.post(address(case), {"file": upload(photo()), "kind": "other"})

    assert answer.status_code == 403
    assert AccessLog.objects.filter(action=AccessLog.Action.REFUSED).exists()


def test_uploader_withdraws_with_a_reason(browser, kept):
    browser.post(f"/evidence/{kept.pk}/withdraw/", {"reason": ""})
    kept.refresh_from_db()
    assert kept.withdrawn_at is None

    browser.post(f"/evidence/{kept.pk}/withdraw/", {"reason": "wrong firm"})

    kept.refresh_from_db()
    assert kept.withdrawal_reason == "wrong firm"


def test_another_inspector_may_not_withdraw(client, kept, inspector):
    client.force_login(inspector, backend="qualitysup.accounts.backends.RoleBackend")

    answer = client.post(f"/evidence/{kept.pk}/withdraw/", {"reason": "I say so"})

    assert answer.status_code == 403


# --- The piece on a case's page -----------------------------------------------------------------


def test_case_page_shows_thumbnails_without_inline_script_or_style(kept, officer):
    page = page_of(kept.case, officer)

    assert f"/evidence/{kept.pk}/thumb/" in page
    assert "<script" not in page
    assert " style=" not in page
    assert " onclick" not in page


def test_case_page_shows_nothing_of_evidence_to_who_may_not_see_it(kept, db):
    page = page_of(kept.case, UserFactory(roles=[Role.SYSTEM_ADMINISTRATOR]))

    assert "/thumb/" not in page
    assert "<form" not in page


def test_case_page_costs_one_query_for_two_photos_and_twelve(
    case, officer, django_assert_num_queries
):
    officer.division_prefixes  # noqa: B018  read before the count
    for number in range(2):
        attachment(case, by=officer, content=photo(size=(40 + number, 40)))
    with django_assert_num_queries(1):
        page_of(case, officer)

    for number in range(10):
        attachment(case, by=officer, content=photo(size=(60 + number, 40)))
    with django_assert_num_queries(1):
        assert page_of(case, officer).count("/thumb/") == 12
