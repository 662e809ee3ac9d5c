"""A figure leads to its rows, under the same filter and the same scope."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.dashboard import registry
from qualitysup.dashboard.registry import Indicator, measure
from tests.clock.factories import DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
SUBJECT = "Terms and deadlines"


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def some_work():
    today = timezone.localdate()
    chen, li = UserFactory(full_name="陈志明"), UserFactory(full_name="李家豪")
    late = today - dt.timedelta(days=3)
    DeadlineFactory.create_batch(2, due_on=late, division_id=CHENCUN, holder=chen)
    DeadlineFactory(due_on=late, division_id=BEIJIAO, holder=li)
    DeadlineFactory(due_on=late, division_id=BEIJIAO, holder=None)
    DeadlineFactory(due_on=late, division_id=HUANGSHI, holder=li)
    for days in (0, 7, 8, 30, 31):
        DeadlineFactory(due_on=today + dt.timedelta(days=days))
    DeadlineFactory(paused=True, nominal_on=None, due_on=None, alarm_on=None)


def rows_of(client, url):
    return client.get(url).context["cl"].result_count


def figures(user):
    return {m.indicator.key: m.figure for m in measure(user)[SUBJECT]["figures"]}


def test_deadlines_are_counted_in_the_divisions_one_sees(leader, some_work):
    found = figures(leader)
    assert (found["overdue"], found["due-soon"], found["due-ahead"]) == (4, 2, 4)
    assert found["suspended"] == 1


def test_every_figure_leads_to_as_many_rows(client, leader, some_work):
    client.force_login(leader, backend=BACKEND)
    for measured in measure(leader)[SUBJECT]["figures"]:
        assert rows_of(client, measured.url) == measured.figure, measured.indicator.key


def test_every_line_of_every_table_leads_to_as_many_rows(client, leader, some_work):
    client.force_login(leader, backend=BACKEND)
    tables = {b.key: lines for b, lines in measure(leader)[SUBJECT]["tables"]}

    assert [(line.label, line.figure) for line in tables["overdue-by-town"]] == [
        ("陈村镇", 2),
        ("北滘镇", 2),
    ]
    assert {(line.label, line.figure) for line in tables["overdue-by-person"]} == {
        ("陈志明", 2),
        ("李家豪", 1),
        ("nobody", 1),
    }
    for lines in tables.values():
        for line in lines:
            assert rows_of(client, line.url) == line.figure, line.label


@pytest.mark.parametrize("role", Role)
def test_the_dashboard_is_for_managers(client, role):
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)
    expected = 200 if role in (Role.SECTION_HEAD, Role.BUREAU_LEADER) else 403
    assert client.get("/dashboard/").status_code == expected


def test_what_is_not_known_is_a_dash_and_never_nought(client, leader, monkeypatch):
    unknown = Indicator(
        key="pass-rate",
        subject="Orders",
        name="Pass rate",
        definition="Of what was inspected again.",
        rows=lambda user: Deadline.objects.none(),
        url=lambda user: "/",
        permission="clock.view_deadline",
        value=lambda rows: None,
        unit="%",
    )
    monkeypatch.setitem(registry._indicators, unknown.key, unknown)
    client.force_login(leader, backend=BACKEND)

    page = client.get("/dashboard/").content.decode()

    assert "Pass rate" in page
    assert '<span class="tile-number">— <small>%</small></span>' in page


def test_a_figure_is_only_for_whoever_may_see_its_rows(leader, monkeypatch):
    secret = Indicator(
        key="secret",
        subject="Secrets",
        name="Secrets",
        definition="",
        rows=lambda user: Deadline.objects.all(),
        url=lambda user: "/",
        permission="audit.view_accesslog",
    )
    monkeypatch.setitem(registry._indicators, secret.key, secret)
    assert "Secrets" not in measure(leader)


def test_the_dashboard_costs_the_same_for_two_rows_and_twelve(client, leader):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/dashboard/")
        return len(found)

    client.force_login(leader, backend=BACKEND)
    late = timezone.localdate() - dt.timedelta(days=1)
    DeadlineFactory.create_batch(2, due_on=late)
    queries()
    for_two = queries()
    DeadlineFactory.create_batch(10, due_on=late)
    assert queries() == for_two
