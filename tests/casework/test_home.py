"""Home is today's work: what is counted, for whom, and that the count leads to the same rows."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from qualitysup.accounts.roles import Role
from qualitysup.casework import home
from qualitysup.casework.home import board
from tests.casework.errands import services as errands
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.clock.factories import DeadlineFactory
from tests.factories import HUANGSHI, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def day():
    return timezone.localdate()


def counts(user):
    return {found.worklist.key: found.count for found in board(user)}


def rows_of(client, url):
    return client.get(url).context["cl"].result_count


def test_deadlines_count_when_they_are_late_or_near_and_here(officer, stranger, day):
    for days in (-30, -1, 0, 7, 8):
        DeadlineFactory(due_on=day + dt.timedelta(days=days))
    DeadlineFactory(due_on=day - dt.timedelta(days=1), division_id=HUANGSHI)

    found = counts(officer)

    assert (found["overdue"], found["due-soon"]) == (2, 2)
    assert counts(stranger)["overdue"] == 1


@pytest.mark.parametrize("key", ["overdue", "due-soon"])
def test_a_count_of_deadlines_leads_to_as_many_rows(client, officer, day, key):
    for days in (-30, -1, 0, 7, 8):
        DeadlineFactory(due_on=day + dt.timedelta(days=days))
    client.force_login(officer, backend=BACKEND)
    found = next(found for found in board(officer) if found.worklist.key == key)

    assert found.count == rows_of(client, found.url) == 2


def test_what_waits_for_a_decision_is_counted_for_whoever_may_decide(client, chief, officer):
    ErrandFactory.create_batch(2, back=True)
    ErrandFactory(out=True)
    ErrandFactory(back=True, division_id=HUANGSHI)
    client.force_login(chief, backend=BACKEND)
    found = next(f for f in board(chief) if f.worklist.key == "errands.Errand-awaiting")

    assert found.count == rows_of(client, found.url) == 2
    assert "errands.Errand-awaiting" not in counts(officer)


def test_what_was_sent_back_is_counted_for_whoever_had_brought_it(client, officer, chief):
    mine, somebody_elses = ErrandFactory(out=True), ErrandFactory(out=True)
    colleague = UserFactory()
    for errand, by in ((mine, officer), (somebody_elses, colleague)):
        errands.send_again(errands.bring_back(errand, by=by), by=chief)
    client.force_login(officer, backend=BACKEND)
    found = next(f for f in board(officer) if f.worklist.key == "errands.Errand-sent-back")

    assert [row.url for row in found.rows] == [mine.get_absolute_url()]
    assert found.count == rows_of(client, found.url) == 1


def test_what_was_sent_back_is_done_with_when_it_goes_on(officer, chief):
    errand = errands.send_again(errands.bring_back(ErrandFactory(out=True), by=officer), by=chief)
    assert counts(officer)["errands.Errand-sent-back"] == 1

    errands.bring_back(errand, by=officer)
    assert counts(officer)["errands.Errand-sent-back"] == 0


def test_a_case_shows_its_first_deadline(chief, officer, day):
    errand = errands.send(ErrandFactory(), by=officer)
    errand.refresh_from_db()
    DeadlineFactory(case=errand, due_on=day + dt.timedelta(days=2), term="objection")
    Errand.objects.filter(pk=errand.pk).update(state=Errand.State.BACK)

    [row] = next(f for f in board(chief) if f.worklist.key == "errands.Errand-awaiting").rows

    assert row.due_on == day + dt.timedelta(days=2)
    assert row.title == errand.title


@pytest.mark.parametrize("path", ["/", "/admin/", "/round/"])
def test_home_costs_the_same_for_two_rows_and_twelve(client, chief, day, path):
    client.force_login(chief, backend=BACKEND)

    def work(times):
        for days in range(times):
            DeadlineFactory(due_on=day - dt.timedelta(days=days + 1))
            DeadlineFactory(due_on=day + dt.timedelta(days=days % 7))
        ErrandFactory.create_batch(times, back=True)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    work(2)
    queries()
    for_two = queries()
    work(10)
    assert queries() == for_two


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR]
)
def test_the_separated_roles_see_no_case_on_any_home(client, day, role):
    DeadlineFactory(title="Secret of the case", due_on=day - dt.timedelta(days=1))
    ErrandFactory(back=True, what="Secret of the case")
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)

    for path in ("/", "/admin/", "/round/"):
        page = client.get(path).content.decode()
        assert "Secret of the case" not in page
        assert "clock/deadline" not in page


def test_the_system_administrator_sees_how_the_system_runs(client):
    client.force_login(UserFactory(roles=[Role.SYSTEM_ADMINISTRATOR]), backend=BACKEND)
    assert "How the system runs" in client.get("/").content.decode()


def test_the_security_administrator_finds_who_has_no_role(client):
    UserFactory.create_batch(2, roles=[])
    UserFactory(roles=[], home_id=HUANGSHI)
    UserFactory(roles=[], is_active=False)
    administrator = UserFactory(roles=[Role.SECURITY_ADMINISTRATOR])
    client.force_login(administrator, backend=BACKEND)
    found = next(f for f in board(administrator) if f.worklist.key == "people-without-role")

    assert found.count == rows_of(client, found.url) == 2


def test_somebody_without_a_role_is_told_whom_to_ask(client):
    client.force_login(UserFactory(roles=[]), backend=BACKEND)
    page = client.get("/").content.decode()
    assert "Ask the security administrator" in page
    assert client.get("/admin/").status_code in (302, 403)


def test_the_round_lists_everything_due_and_not_only_the_first(client, inspector, day):
    for _ in range(7):
        DeadlineFactory(due_on=day)
    client.force_login(inspector, backend=BACKEND)

    page = client.get("/round/").content.decode()

    assert page.count('class="row"') == 7
    assert home.SHOWN < 7


def test_the_round_without_anything_says_so(client, inspector):
    client.force_login(inspector, backend=BACKEND)
    assert "Nothing to do outside." in client.get("/round/").content.decode()


def test_a_day_without_work_says_so(client, officer):
    client.force_login(officer, backend=BACKEND)
    assert "Nothing waits for you." in client.get("/").content.decode()


def test_nobody_gets_in_without_signing_in(client, db):
    for path in ("/", "/admin/", "/round/", "/dashboard/", "/permissions/"):
        response = client.get(path, follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("sign-in")), path


def test_navigation_shows_only_where_one_may_go(client):
    administrator = UserFactory(roles=[Role.SECURITY_ADMINISTRATOR])
    client.force_login(administrator, backend=BACKEND)

    page = client.get("/admin/accounts/user/").content.decode()
    links = re.findall(r'<li><a href="([^"]+)"( aria-current="page")?', page)

    assert ("/admin/accounts/user/", ' aria-current="page"') in links
    assert not any("clock" in url or "dashboard" in url for url, _ in links)


def test_groups_are_folded_but_for_the_one_where_the_person_is(client):
    client.force_login(UserFactory(roles=[Role.SECTION_HEAD]), backend=BACKEND)

    found = client.get("/admin/inspections/patrol/").context["sections"]

    assert found[0].group is None
    assert [one.group.key for one in found[1:] if one.is_open] == ["inspections"]
    urls = [item.url for section in found for item in section.items]
    assert urls.count("/admin/inspections/patrol/") == 1


def test_a_short_list_has_no_folds(client):
    client.force_login(UserFactory(roles=[Role.AUDITOR]), backend=BACKEND)

    assert all(one.is_open for one in client.get("/").context["sections"])


def test_lists_in_which_nothing_waits_are_folded_away(client, officer, day):
    client.force_login(officer, backend=BACKEND)
    DeadlineFactory(due_on=day - dt.timedelta(days=1))

    page = client.get("/").content.decode()

    idle = page.index('<details class="idle">')
    assert "tile--none" not in page[:idle]
    assert "tile--none" in page[idle:]
    assert "tone--" not in page[idle:]


def test_every_navigation_entry_leads_somewhere(client):
    for role in Role:
        person = UserFactory(roles=[role])
        client.force_login(person, backend=BACKEND)
        for item in client.get("/").context["navigation"]:
            assert client.get(item.url, follow=True).status_code == 200, (role, item.url)


def test_every_worklist_leads_somewhere(client):
    for role in Role:
        person = UserFactory(roles=[role])
        client.force_login(person, backend=BACKEND)
        for found in board(person):
            assert client.get(found.url, follow=True).status_code == 200, (role, found.url)


def test_the_auditor_finds_who_was_turned_away(client):
    client.force_login(UserFactory(full_name="陈志明"), backend=BACKEND)
    assert client.get("/permissions/").status_code == 403
    auditor = UserFactory(roles=[Role.AUDITOR])
    client.force_login(auditor, backend=BACKEND)

    found = next(f for f in board(auditor) if f.worklist.key == "turned-away")

    assert found.count == rows_of(client, found.url) == 1
    assert found.rows[0].title == "陈志明 was refused"
    assert client.get(found.rows[0].url).status_code == 200
