"""One way in for every door, and the ways out."""

import pytest
from axes.models import AccessAttempt
from django.urls import reverse
from django.utils import translation

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
PASSWORD = "correct horse 9"


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def person():
    return UserFactory(username="chen", password=PASSWORD)


def sign_in(client, password=PASSWORD, **more):
    return client.post(reverse("sign-in"), {"username": "chen", "password": password, **more})


def test_signing_in_leads_home_or_to_where_one_was_going(client, person):
    assert sign_in(client).url == "/"
    client.logout()
    assert client.get("/admin/clock/deadline/", follow=True).redirect_chain[-1][0] == (
        "/sign-in/?next=/admin/clock/deadline/"
    )
    assert sign_in(client, next="/admin/clock/deadline/").url == "/admin/clock/deadline/"


def test_signing_in_never_leads_to_another_host(client, person):
    assert sign_in(client, next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_keeps_the_name_and_says_what_to_check(client, person):
    page = sign_in(client, "wrong").content.decode()

    assert "Account and password do not match." in page
    assert 'value="chen"' in page


def test_a_closed_account_does_not_get_in(client, person):
    person.is_active = False
    person.save()
    assert sign_in(client).status_code == 200
    assert client.get("/").status_code == 302


def test_closing_an_account_ends_its_session_at_once(client, person):
    sign_in(client)
    assert client.get("/").status_code == 200

    person.is_active = False
    person.save()

    assert client.get("/").url.startswith(reverse("sign-in"))


def test_a_new_password_ends_the_other_sessions(client, person):
    sign_in(client)
    person.set_password("another horse 7")
    person.save()
    assert client.get("/").url.startswith(reverse("sign-in"))


def test_five_failures_lock_and_the_security_administrator_unlocks(client, person, settings):
    settings.AXES_ENABLED = True
    for _ in range(4):
        assert sign_in(client, "wrong").status_code == 200
    locked = sign_in(client, "wrong")
    assert locked.status_code == 429
    assert "ask the security administrator to unlock it" in locked.content.decode()
    assert sign_in(client).status_code == 429

    administrator = UserFactory(roles=[Role.SECURITY_ADMINISTRATOR])
    settings.AXES_ENABLED = False
    client.force_login(administrator, backend=BACKEND)
    response = client.post(
        reverse("admin:accounts_user_changelist"),
        {"action": "unlock", "_selected_action": [person.pk]},
        follow=True,
    )
    assert "1 account may sign in again." in response.content.decode()
    assert not AccessAttempt.objects.filter(username="chen").exists()

    client.logout()
    settings.AXES_ENABLED = True
    assert sign_in(client).url == "/"


def test_signing_out_is_a_post_and_works_when_the_session_is_over_already(client, person):
    sign_in(client)
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).url == reverse("sign-in")
    assert client.get("/").status_code == 302
    assert client.post(reverse("sign-out")).url == reverse("sign-in")


def test_one_changes_ones_own_password(client, person):
    sign_in(client)
    old = {"old_password": PASSWORD}
    weak = client.post("/password/", {**old, "new_password1": "123", "new_password2": "123"})
    assert "too short" in weak.content.decode()

    new = "another horse 7"
    response = client.post("/password/", {**old, "new_password1": new, "new_password2": new})
    assert response.url == "/"
    assert client.get("/").status_code == 200
    person.refresh_from_db()
    assert person.check_password(new)


def test_the_language_is_kept_and_comes_back_with_the_next_sign_in(client, person):
    sign_in(client)
    client.post(reverse("set_language"), {"language": "zh-hans", "next": "/"})
    person.refresh_from_db()
    assert person.language == "zh-hans"

    client.logout()
    client.cookies.clear()
    sign_in(client)
    assert client.get("/").headers["Content-Language"] == "zh-hans"


def test_a_language_there_is_not_changes_nothing(client, person):
    sign_in(client)
    client.post(reverse("set_language"), {"language": "xx", "next": "/"})
    person.refresh_from_db()
    assert person.language == ""


def test_a_visitor_may_switch_the_language(client, db):
    client.post(reverse("set_language"), {"language": "zh-hans", "next": reverse("sign-in")})
    assert client.get(reverse("sign-in")).headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/logout/", "/admin/password_change/"])
def test_the_admin_has_no_door_of_its_own(client, person, path):
    assert client.get(path, follow=True).redirect_chain[-1][0].startswith(reverse("sign-in"))


def test_whoever_is_in_and_may_not_enter_the_admin_is_refused_without_a_loop(client):
    client.force_login(UserFactory(roles=[]), backend=BACKEND)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "You may not do this" in response.content.decode()


def test_is_staff_opens_nothing_and_a_role_opens_the_admin(client):
    client.force_login(UserFactory(roles=[], is_staff=True), backend=BACKEND)
    assert client.get("/admin/", follow=True).status_code == 403
    client.force_login(UserFactory(roles=[Role.INSPECTOR], is_staff=False), backend=BACKEND)
    assert client.get("/admin/").status_code == 200
