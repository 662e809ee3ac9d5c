"""People, as the security administrator keeps them; and what the others may see of them."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import SEPARATED, Role, matrix
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, StationFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
PEOPLE = "/admin/accounts/user/"
PASSWORD = "correct horse 9"


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def administrator(client):
    administrator = UserFactory(username="secadmin", roles=[Role.SECURITY_ADMINISTRATOR])
    client.force_login(administrator, backend=BACKEND)
    return administrator


def page_of(person):
    return f"{PEOPLE}{person.pk}/change/"


def record(person, **changes):
    """The form of a person as the browser would send it."""
    return {
        "username": person.username,
        "full_name": person.full_name,
        "is_active": "on" if person.is_active else "",
        "roles": person.roles,
        "home": person.home_id,
        "divisions": list(person.divisions.values_list("pk", flat=True)),
        "station": person.station_id or "",
        "badge_number": person.badge_number,
        "badge_valid_to": person.badge_valid_to or "",
        "email": person.email,
        "language": person.language,
    } | changes


def test_a_person_is_added_with_password_roles_and_divisions(client, administrator):
    response = client.post(
        f"{PEOPLE}add/",
        {
            "username": "li",
            "full_name": "李家豪",
            "password1": PASSWORD,
            "password2": PASSWORD,
            "roles": [Role.INSPECTOR],
            "home": SHUNDE,
            "divisions": [CHENCUN],
        },
    )

    assert response.status_code == 302
    li = User.objects.get(username="li")
    assert li.roles == [Role.INSPECTOR]
    assert li.check_password(PASSWORD)
    assert [division.pk for division in li.divisions.all()] == [CHENCUN]
    assert not li.is_superuser


@pytest.mark.parametrize("separated", SEPARATED)
def test_a_separated_role_beside_another_is_refused_in_words(client, administrator, separated):
    person = UserFactory(roles=[Role.CASE_OFFICER])
    response = client.post(page_of(person), record(person, roles=[Role.CASE_OFFICER, separated]))

    assert "hold no other role" in response.content.decode()
    person.refresh_from_db()
    assert person.roles == [Role.CASE_OFFICER]


def test_the_database_refuses_a_separated_mix_and_a_superuser(db):
    person = UserFactory()
    for change in ({"roles": [Role.AUDITOR, Role.INSPECTOR]}, {"is_superuser": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=person.pk).update(**change)


def test_a_person_without_home_is_refused(client, administrator):
    person = UserFactory()
    response = client.post(page_of(person), record(person, home=""))
    assert response.status_code == 200
    assert response.context["adminform"].form.errors["home"]


def test_nobody_outside_the_divisions_is_seen_or_changed(client, administrator):
    elsewhere = UserFactory(full_name="黄石来客", home_id=HUANGSHI, divisions=[HUANGSHI])

    assert "黄石来客" not in client.get(PEOPLE).content.decode()
    client.post(page_of(elsewhere), record(elsewhere, full_name="改名"))
    elsewhere.refresh_from_db()
    assert elsewhere.full_name == "黄石来客"


def test_divisions_beyond_reach_cannot_be_given(client, administrator):
    person = UserFactory()
    response = client.post(page_of(person), record(person, divisions=[HUANGSHI]))
    assert response.context["adminform"].form.errors["divisions"]
    assert (
        client.get(
            "/admin/autocomplete/",
            {
                "term": "黄石",
                "app_label": "accounts",
                "model_name": "user",
                "field_name": "divisions",
            },
        ).json()["results"]
        == []
    )


def test_divisions_beyond_reach_are_not_taken_away_by_saving(client, administrator):
    person = UserFactory(divisions=[SHUNDE, HUANGSHI])

    client.post(page_of(person), record(person, divisions=[CHENCUN]))

    assert {division.pk for division in person.divisions.all()} == {CHENCUN, HUANGSHI}


def test_one_works_with_those_above_and_below_and_not_with_the_next_town(db):
    here = UserFactory(username="here", home_id=CHENCUN, divisions=[CHENCUN])
    UserFactory(username="below", divisions=["440606101001"])
    UserFactory(username="next", home_id=CHENCUN, divisions=[BEIJIAO])
    UserFactory(username="above", divisions=[SHUNDE, HUANGSHI])
    UserFactory(username="elsewhere", divisions=[HUANGSHI])

    beside = User.objects.beside(here)

    assert {person.username for person in beside} == {"here", "below", "above"}
    here.is_active = False
    assert not User.objects.beside(here).exists()


def test_nobody_is_deleted(client, administrator):
    person = UserFactory()
    assert client.post(f"{PEOPLE}{person.pk}/delete/", {"post": "yes"}).status_code == 403
    listed = client.get(PEOPLE)
    assert "delete_selected" not in dict(listed.context["action_form"].fields["action"].choices)


def test_a_password_is_set_and_never_shown(client, administrator):
    person = UserFactory(password=PASSWORD)
    page = client.get(page_of(person)).content.decode()
    assert person.password not in page
    assert "md5" not in page
    assert "argon2" not in page

    new = "another horse 7"
    response = client.post(
        f"{PEOPLE}{person.pk}/password/",
        {"password1": new, "password2": new, "set-password": "1"},
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)


def test_the_list_is_filtered_by_role(client, administrator):
    UserFactory(full_name="李检查", roles=[Role.INSPECTOR])
    UserFactory(full_name="黄科长", roles=[Role.SECTION_HEAD])
    page = client.get(PEOPLE, {"role": Role.INSPECTOR}).content.decode()
    assert "李检查" in page
    assert "黄科长" not in page


def test_the_list_costs_the_same_for_two_people_and_twelve(client, administrator):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get(PEOPLE)
        return len(found)

    UserFactory.create_batch(2, station=StationFactory())
    queries()
    for_two = queries()
    for _ in range(10):
        UserFactory(station=StationFactory())
    assert queries() == for_two


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_auditor_and_system_administrator_look_and_change_nothing(client, role):
    person = UserFactory(full_name="陈志明")
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)

    page = client.get(page_of(person)).content.decode()
    assert "陈志明" in page
    assert "case officer" in page
    assert client.post(page_of(person), record(person, full_name="改名")).status_code == 403
    assert client.get(f"{PEOPLE}{person.pk}/password/").status_code == 403
    assert client.get(f"{PEOPLE}add/").status_code == 403


@pytest.mark.parametrize("role", [role for role in Role if role not in SEPARATED])
def test_case_workers_do_not_look_after_people(client, role):
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)
    assert client.get(PEOPLE).status_code == 403


def test_the_security_administrator_looks_after_stations(client, administrator):
    client.post("/admin/accounts/station/add/", {"name": "陈村所", "division": CHENCUN})
    assert Station.objects.get(name="陈村所").division_id == CHENCUN
    refused = client.post("/admin/accounts/station/add/", {"name": "黄石所", "division": HUANGSHI})
    assert refused.context["adminform"].form.errors["division"]


def test_a_superuser_is_refused_with_the_reason(db):
    with pytest.raises(CommandError, match="There are no superusers here"):
        call_command("createsuperuser", interactive=False, username="root", full_name="root")
    assert not User.objects.exists()


def test_no_separated_role_is_granted_case_work():
    for permission, granted in matrix().items():
        may = {role for role, has in zip(Role, granted, strict=True) if has}
        if may & set(SEPARATED) and permission.split(".")[0] in ("inspections", "enterprises"):
            pytest.fail(f"{permission} is granted to {may}")


@pytest.mark.parametrize("role", Role)
def test_the_matrix_is_for_security_administrator_and_auditor(client, role):
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)
    expected = 200 if role in (Role.SECURITY_ADMINISTRATOR, Role.AUDITOR) else 403
    assert client.get("/permissions/").status_code == expected


def test_the_matrix_has_every_grant_in_words(client, administrator):
    page = client.get("/permissions/").content.decode()

    assert page.count('<th scope="row"') == len(matrix())
    assert page.count(">yes<") == sum(sum(granted) for granted in matrix().values())
    for permission in matrix():
        assert f">{permission}<" not in page, f"{permission} is not put into words"
