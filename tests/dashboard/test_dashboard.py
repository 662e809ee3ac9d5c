"""The pages of managers: whom they are for, what they ask, what they say of what is not known."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient

from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.clock.models import Deadline
from qualitysup.dashboard import registry
from qualitysup.dashboard.indicator import Indicator
from qualitysup.dashboard.registry import figure_of
from qualitysup.regions.models import Division
from tests.clock.factories import ON, DeadlineFactory
from tests.dashboard.watching import ever, measure
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
THEME = "Terms and deadlines"
PAGES = ["", "clock/", "inspections/", "enterprises/", "standards/", "brands/", "workshops/"]


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


def due(days, **facts):
    day = timezone.localdate() + dt.timedelta(days)
    return DeadlineFactory(due_on=day, nominal_on=day, started_on=min(ON, day), **facts)


@pytest.fixture
def some_work():
    chen, li = UserFactory(full_name="陈志明"), UserFactory(full_name="李家豪")
    for _ in range(2):
        due(-3, division_id=CHENCUN, holder=chen)
    due(-3, division_id=BEIJIAO, holder=li)
    due(-3, division_id=BEIJIAO, holder=None)
    due(-3, division_id=HUANGSHI, holder=li)
    for days in (0, 7, 8, 30, 31):
        due(days)
    DeadlineFactory(paused=True, nominal_on=None, due_on=None, alarm_on=None)


@pytest.fixture
def browser(client, leader):
    client.force_login(leader, backend=BACKEND)
    return client


def figures(user, **lens):
    return {m.indicator.key: m.figure for m in measure(user, **lens)[THEME]["figures"]}


def shown(response, key):
    """The figure of an indicator on the page of its subject."""
    for theme in response.context["page"].themes:
        for measured in theme.figures:
            if measured.indicator.key == key:
                return measured
    raise LookupError(key)


def test_deadlines_are_counted_in_the_divisions_one_sees(leader, some_work):
    found = figures(leader)
    assert (found["overdue"], found["due-soon"], found["due-ahead"]) == (4, 2, 4)
    assert found["suspended"] == 1


def test_of_a_place_one_counts_what_lies_there(leader, some_work):
    beijiao = Division.objects.get(pk=BEIJIAO)
    found = figures(leader, lens=ever(leader, beijiao))
    assert (found["overdue"], found["due-soon"]) == (2, 0)


def test_a_place_that_is_not_ones_own_is_refused_and_nothing_of_it_is_told(browser, some_work):
    response = browser.get("/dashboard/clock/", {"place": HUANGSHI})
    assert response.status_code == 400
    assert "Select a valid choice" in response.content.decode()
    assert shown(response, "overdue").figure == 4


def test_a_superior_division_means_what_one_sees_of_it(leader, some_work):
    above = Division.objects.get(pk="440000000000")
    assert figures(leader, lens=ever(leader, above))["overdue"] == 4


def test_as_of_a_day_that_stood_open_which_stood_open_then(browser, some_work):
    day = timezone.localdate() - dt.timedelta(2)
    late = Deadline.objects.filter(division_id=CHENCUN, due_on__lt=timezone.localdate()).first()
    Deadline.objects.filter(pk=late.pk).update(met_on=timezone.localdate(), next_reminder_at=None)

    then = browser.get("/dashboard/clock/", {"since": "2026-01-01", "until": day.isoformat()})
    now = browser.get("/dashboard/clock/")

    assert (shown(then, "overdue").figure, shown(now, "overdue").figure) == (4, 3)
    rows = browser.get(shown(then, "overdue").url).context["cl"]
    assert rows.result_count == 4


def test_what_follows_from_today_is_a_dash_as_of_another_day(browser, some_work):
    day = timezone.localdate() - dt.timedelta(2)
    page = browser.get("/dashboard/clock/", {"until": day.isoformat()})
    assert shown(page, "due-soon").figure is None
    assert "known for today only" in page.content.decode()
    assert '<span class="tile-number">—</span>' in page.content.decode()


def test_a_figure_says_by_how_much_it_grew(browser, some_work):
    page = browser.get("/dashboard/clock/")
    overdue = shown(page, "overdue")
    assert (overdue.figure, overdue.before, overdue.change) == (4, 0, 4)
    assert "+4 from 0" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since": "2026-05-02", "until": "2026-05-01"}, "The period ends before it begins."),
        ({"since": "yesterday"}, "Enter a valid date."),
        ({"since": "1066-10-14", "until": "2026-01-01"}, "Choose a day after 1980-01-01."),
        ({"until": "9999-12-31"}, "Choose a day up to "),
        ({"place": "nowhere"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_usual_period_is_shown(browser, asked, words):
    response = browser.get("/dashboard/", asked)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert response.context["lens"].is_of_today


@pytest.mark.parametrize(
    "asked",
    [
        "counted=nothing",
        "counted=overdue&since=x&until=y",
        "counted=overdue&since=0001-01-01&until=9999-12-31",
        "counted=overdue&by=holder&is=nobody",
        "counted=overdue&since=2026-02-01&until=2026-01-01",
        "counted=visits&since=2026-01-01&until=2026-02-01",
        "counted=overdue&since=2026-01-01&until=2026-02-01&by=title&is=x",
        "place=nowhere",
        "place=44%0006",
        f"place={HUANGSHI}",
    ],
)
def test_a_list_refuses_a_figure_that_there_is_none_of(browser, asked):
    response = browser.get(f"/admin/clock/deadline/?{asked}")
    assert response.status_code == 302
    assert response.url.endswith("?e=1")


def test_the_list_behind_a_figure_says_what_it_shows(browser, some_work):
    url = shown(browser.get("/dashboard/clock/", {"place": BEIJIAO}), "overdue").url
    page = browser.get(url).content.decode()
    assert "Overdue · 北滘镇 · " in page


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", ["", "clock/"])
def test_the_dashboard_is_for_managers(client, role, page):
    client.force_login(UserFactory(roles=[role]), backend=BACKEND)
    expected = 200 if role in (Role.SECTION_HEAD, Role.BUREAU_LEADER) else 403
    assert client.get(f"/dashboard/{page}").status_code == expected


def test_a_subject_of_which_one_sees_nothing_is_not_there(browser, client):
    assert browser.get("/dashboard/nothing/").status_code == 404
    assert browser.get("/dashboard/audit/").status_code == 404


def test_a_figure_is_only_for_whoever_may_see_its_rows(leader, monkeypatch):
    secret = figure_of(AccessLog, "secret", "Secrets", "", lambda rows: rows, theme="Secrets")
    monkeypatch.setitem(registry._indicators, secret.key, secret)
    assert "Secrets" not in measure(leader)


def test_no_indicator_is_declared_twice():
    with pytest.raises(ValueError, match="declared twice"):
        registry.register(registry.indicator("overdue"))


def test_a_share_of_nothing_is_not_known(leader):
    assert figures(leader)["deadlines-met-in-time"] is None


def test_a_village_abolished_in_the_middle_of_the_year_keeps_its_figures(browser, leader):
    gone, came = "440606101201", "440606101202"
    town = Division.objects.get(pk=CHENCUN)
    new = Division.objects.create(code=came, name="新村", level="village", parent=town)
    Division.objects.create(
        code=gone,
        name="旧村",
        level="village",
        parent=town,
        valid_to=timezone.localdate() - dt.timedelta(2),
        replaced_by=new,
    )
    due(-10, division_id=gone)
    due(-1, division_id=came)

    page = browser.get("/dashboard/clock/", {"place": CHENCUN}).context["page"]

    named = {str(row.place): row.cells[0].figure for row in page.places.rows}
    assert (named["旧村"], named["新村"]) == (1, 1)
    assert page.themes[0].figures[0].figure == 2
    alone = browser.get("/dashboard/clock/", {"place": gone})
    assert shown(alone, "overdue").figure == 1
    assert "until" in alone.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_pages_cost_the_same_for_two_rows_and_twelve(browser, page):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/dashboard/{page}").status_code == 200
        return len(found)

    for _ in range(2):
        due(-1)
    queries()
    for_two = queries()
    for _ in range(10):
        due(-1)
    assert queries() == for_two


def test_no_two_indicators_count_under_one_name():
    told = [(one.subject, str(one.name)) for one in registry._indicators.values()]
    assert len(told) == len(set(told))
    assert all(isinstance(one, Indicator) for one in registry._indicators.values())


# --- Tables and figures taken away ---------------------------------------------------------------


def test_a_table_is_taken_away_as_it_stands_on_the_page(browser, some_work):
    asked = {"since": "2026-01-01", "until": timezone.localdate().isoformat()}
    sent = browser.get("/dashboard/clock/overdue-by-holder.csv", asked)
    text = b"".join(sent.streaming_content).decode("utf-8-sig")
    lines = [line.split(",") for line in text.splitlines()]
    assert sorted(lines[1:]) == [["—", "1"], ["李家豪", "1"], ["陈志明", "2"]]
    assert AccessLog.objects.filter(action=AccessLog.Action.EXPORT).count() == 1


@pytest.mark.parametrize("page", ["whole", "clock"])
def test_the_table_by_place_is_taken_away_as_a_workbook(browser, some_work, page):
    sent = browser.get(f"/dashboard/{page}/places.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(sent.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()
    column = rows[0].index("Overdue")
    assert {row[1]: row[column] for row in rows[1:]}["北滘镇"] == 2


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("clock/nothing.csv", 404),
        ("nothing/places.csv", 404),
        ("whole/overdue-by-holder.csv", 404),
        ("clock/places.pdf", 404),
        ("clock/places.csv?since=tomorrow", 400),
    ],
)
def test_a_table_that_is_not_there_is_refused(browser, path, status):
    assert browser.get(f"/dashboard/{path}").status_code == status


def test_programs_read_the_same_figures(leader, some_work):
    program = APIClient()
    program.force_authenticate(leader)
    every = program.get("/api/v1/indicators/").json()
    assert {one["key"]: one["figure"] for one in every}["overdue"] == "4"

    one = program.get("/api/v1/indicators/overdue/", {"place": BEIJIAO}).json()

    assert (one["figure"], one["is_exact"]) == ("2", True)
    assert len(one["months"]) == 13
    assert one["months"][-1]["figure"] == "2"
    whole = program.get("/api/v1/indicators/overdue/").json()
    assert {row["name"]: row["figure"] for row in whole["places"]}["陈村镇"] == "2"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("indicators/nothing/", 404),
        ("indicators/?since=x", 400),
        (f"indicators/overdue/?place={HUANGSHI}", 400),
    ],
)
def test_programs_are_told_what_is_wrong(leader, path, status):
    program = APIClient()
    program.force_authenticate(leader)
    assert program.get(f"/api/v1/{path}").status_code == status


def test_an_inspector_has_no_indicators(inspector):
    program = APIClient()
    program.force_authenticate(inspector)
    assert program.get("/api/v1/indicators/").status_code == 403
