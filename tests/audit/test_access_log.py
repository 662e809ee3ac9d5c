import pytest
from django.contrib.auth import authenticate
from django.db import ProgrammingError, connection, transaction
from django.test import RequestFactory

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from tests.casework.factories import ErrandFactory
from tests.factories import HUANGSHI, SHUNDE, UserFactory

Action = AccessLog.Action
PASSWORD = "a-long-password"


def sign_in(client, username, password=PASSWORD):
    return client.post("/sign-in/", {"username": username, "password": password})


def test_access_is_written_with_what_the_target_was_called(officer):
    errand = ErrandFactory()
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")

    access.record(by=officer, action=Action.READ, target=errand, count=7, request=request)

    line = AccessLog.objects.get()
    assert (line.by, line.division_id, line.count) == (officer, SHUNDE, 7)
    assert (line.target_type.model, line.target_id) == ("errand", str(errand.pk))
    assert (line.target_name, line.address) == (str(errand), "10.1.2.3")


@pytest.mark.parametrize("address", ["", "unix:", "not an address", None])
def test_odd_address_does_not_stop_the_log(address, officer):
    request = RequestFactory().get("/")
    request.META["REMOTE_ADDR"] = address

    assert access.record(by=officer, action=Action.READ, request=request).address is None


def test_odd_detail_does_not_stop_the_log(officer):
    line = access.record(by=officer, action=Action.EXPORT, detail="a\x00b\u202ec" + "x" * 900)

    line.refresh_from_db()
    assert line.detail.startswith("a�b�c")
    assert len(line.detail) == 500


@pytest.mark.parametrize(
    "change",
    [
        lambda: AccessLog.objects.update(detail=""),
        lambda: AccessLog.objects.all().delete(),
        lambda: AccessLog.objects.get().save(),
        lambda: AccessLog.objects.get().delete(),
        lambda: connection.cursor().execute(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE audit_accesslog"
        ),
        lambda: connection.cursor().execute(
            "SET LOCAL pgtrigger.ignore = '{pgtrigger_append_only_7d0c8}';"
            "DELETE FROM audit_accesslog"
        ),
    ],
)
def test_line_is_never_changed_or_removed(change, officer):
    access.record(by=officer, action=Action.READ)

    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        change()

    assert AccessLog.objects.count() == 1


def test_sign_in_and_sign_out_are_written(client, db):
    person = UserFactory(password=PASSWORD)

    sign_in(client, person.username)
    client.post("/sign-out/")

    lines = AccessLog.objects.order_by("pk").values_list("action", "by", "door")
    assert list(lines) == [("sign_in", person.pk, "page"), ("sign_out", person.pk, "page")]


def test_failed_sign_in_names_the_person_it_was_tried_for(client, db):
    person = UserFactory(password=PASSWORD)

    sign_in(client, person.username, "wrong")

    line = AccessLog.objects.get()
    assert (line.action, line.by, line.address) == ("sign_in_failed", person, "127.0.0.1")


def test_failed_sign_in_does_not_keep_a_password_typed_as_a_name(client, db):
    sign_in(client, "My-Secret-Password", "")
    sign_in(client, "My-Secret-Password", "x")

    for line in AccessLog.objects.values():
        assert "My-Secret-Password" not in map(str, line.values())
    assert AccessLog.objects.filter(by=None, division=None).exists()


def test_failure_outside_a_request_is_written_too(db):
    authenticate(username="nobody", password="x")

    assert AccessLog.objects.get().action == "sign_in_failed"


def test_lock_after_failures_is_written(client, settings, db):
    settings.AXES_ENABLED = True
    person = UserFactory(password=PASSWORD)

    for _ in range(5):
        sign_in(client, person.username, "wrong")

    assert AccessLog.objects.filter(action="locked_out", by=person).exists()


def test_refusal_is_written_once_with_the_address_asked_for(signed_in, sysadmin):
    signed_in(sysadmin).get("/admin/audit/accesslog/")

    line = AccessLog.objects.get(action="refused")
    assert (line.by, line.detail, line.door) == (sysadmin, "GET /admin/audit/accesslog/", "admin")


def test_refused_visitor_is_not_written(client, db):
    assert client.get("/api/v1/errands/").status_code in (401, 403)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(("home", "seen"), [(SHUNDE, True), (HUANGSHI, False)])
def test_auditor_sees_the_access_of_people_of_the_division(home, seen, auditor):
    access.record(by=UserFactory(home_id=home), action=Action.READ)

    assert AccessLog.objects.visible_to(auditor).exists() == seen


def test_sign_in_of_nobody_is_seen_by_every_auditor_and_no_one_without_a_division(auditor):
    access.record(by=None, action=Action.SIGN_IN_FAILED)

    assert AccessLog.objects.visible_to(auditor).exists()
    assert not AccessLog.objects.visible_to(UserFactory(divisions=[])).exists()
