"""What is drawn: grids with both heads, the map of the towns, and charts at one query."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from qualitysup.dashboard import figures, registry, steps, town_map
from qualitysup.dashboard.charts import Chart
from qualitysup.dashboard.registry import Breakdown, Line
from qualitysup.regions.models import Division
from tests.clock.factories import ON, DeadlineFactory
from tests.dashboard.watching import ever
from tests.factories import BEIJIAO, CHENCUN, SHUNDE, UserFactory
from tests.inspections.factories.order import RectificationOrderFactory

pytestmark = pytest.mark.django_db
CELLS = [
    Line("陈村镇", 12, "/rows/?a", "printing"),
    Line("陈村镇", 0, "/rows/?b", "furniture"),
    Line("北滘镇", None, "/rows/?c", "furniture"),
]


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def browser(client):
    leader = UserFactory(roles=[Role.BUREAU_LEADER])
    client.force_login(leader, backend="qualitysup.accounts.backends.RoleBackend")
    return client


@pytest.fixture
def drawn(monkeypatch):
    """Tables of the kernel's own subject, for as long as a test runs."""

    def declare(kind, lines):
        table = Breakdown(
            key=f"of-{kind}",
            theme="Terms and deadlines",
            name=f"As a {kind}",
            definition="",
            heads=("town", "firms"),
            lines=lambda lens: lines,
            permission="clock.view_deadline",
            kind=kind,
        )
        monkeypatch.setitem(registry._breakdowns, table.key, table)

    return declare


def overdue(**facts):
    day = timezone.localdate() - dt.timedelta(3)
    return DeadlineFactory(due_on=day, nominal_on=day, started_on=min(ON, day), **facts)


# --- Grids ---------------------------------------------------------------------------------------


def test_a_step_says_how_much_of_the_most_a_figure_is():
    found = [steps.step(one, 10) for one in (0, 1, 2, 3, Decimal("9.5"), 10, None, "words")]
    assert found == [0, 1, 1, 2, 5, 5, None, None]
    assert [steps.step(one, 0) for one in (0, None)] == [0, None]
    assert steps.highest([3, None, Decimal("7.5"), "words"]) == Decimal("7.5")
    assert steps.highest([None]) == 0


def test_a_grid_has_its_lines_where_rows_and_columns_meet():
    chart = Chart("k", "Name", "", ("town", "firms"), CELLS, kind="grid")
    assert chart.columns == ["printing", "furniture"]
    assert [row.label for row in chart.grid] == ["陈村镇", "北滘镇"]
    [first, second] = [[cell.step for cell in row.cells] for row in chart.grid]
    assert (first, second) == ([5, 0], [None, None])


def test_a_grid_is_a_table_with_both_heads_whose_cells_open_their_rows(browser, drawn):
    drawn("grid", CELLS)
    page = browser.get("/dashboard/clock/").content.decode()
    table = re.search(r'<table class="table grid".*?</table>', page, re.DOTALL)[0]
    assert '<th scope="col">Town</th><th scope="col" class="figure">printing</th>' in table
    assert '<th scope="row">陈村镇</th><td class="figure step-5"><a href="/rows/?a">12<' in table
    # Nothing known, nothing told, and none.
    assert '<th scope="row">北滘镇</th><td class="figure"></td><td class="figure"><a' in table
    assert '<td class="figure step-0"><a href="/rows/?b">0<' in table
    assert '/rows/?c">—<' in table
    assert 'tabindex="0" role="region" aria-labelledby="chart-of-grid"' in page


def test_a_grid_is_taken_away_with_its_columns_side_by_side(browser, drawn):
    drawn("grid", CELLS)
    sent = browser.get("/dashboard/clock/of-grid.csv")
    lines = b"".join(sent.streaming_content).decode("utf-8-sig").splitlines()
    assert lines == ["town,printing,furniture", "陈村镇,12,0", "北滘镇,,"]


@pytest.mark.parametrize("kind", ["bar", "column", "funnel"])
def test_another_table_says_how_it_is_drawn(browser, drawn, kind):
    drawn(kind, [Line("found", 10, "/rows/"), Line("honoured", 4, "/rows/")])
    page = browser.get("/dashboard/clock/").content.decode()
    assert f'data-chart="{kind}" data-tone="info" data-table="table-of-{kind}"' in page


# --- The map of the towns ------------------------------------------------------------------------


def test_every_town_of_shunde_lies_somewhere_and_nowhere_are_two():
    towns = Division.objects.filter(parent=SHUNDE, valid_to=None)
    assert set(town_map.positions()) == set(towns.values_list("pk", flat=True))
    assert len(set(town_map.positions().values())) == len(towns)
    # As far as the style sheet goes.
    assert all(1 <= one <= 8 for pair in town_map.positions().values() for one in pair)


def test_the_map_shows_first_what_should_be_low_and_leads_to_the_same_page(browser):
    overdue(division_id=CHENCUN)
    overdue(division_id=CHENCUN)
    overdue(division_id=BEIJIAO)

    found = browser.get("/dashboard/clock/")

    laid = found.context["page"].places.map
    assert laid.indicator.key == "overdue"
    tiles = {tile.place.pk: tile for tile in laid.placed}
    assert (tiles[CHENCUN].step, tiles[BEIJIAO].step) == (5, 3)
    assert (tiles[CHENCUN].position, laid.others) == ((3, 1), [])
    assert '<li class="col-3 row-1"><a class="town step-5" href="?since=' in found.content.decode()
    below = browser.get(f"/dashboard/clock/{tiles[CHENCUN].url}")
    assert below.context["lens"].place.pk == CHENCUN


def test_another_figure_is_laid_out_and_an_unknown_one_is_not_asked_for(browser):
    other = browser.get("/dashboard/clock/", {"map": "deadlines-met"})
    assert other.context["page"].places.map.indicator.key == "deadlines-met"
    assert '<option value="deadlines-met" selected>' in other.content.decode()
    # Another period keeps it, by the form and by the links of usual ones.
    assert '<input type="hidden" name="map" value="deadlines-met">' in other.text
    assert other.text.count("&amp;map=deadlines-met") == len(other.context["page"].periods)

    nothing = browser.get("/dashboard/clock/", {"map": "nothing"})
    assert nothing.context["page"].places.map.indicator.key == "overdue"


def test_villages_stand_in_the_order_of_their_codes(browser):
    page = browser.get("/dashboard/clock/", {"place": BEIJIAO}).context["page"]
    codes = [tile.place.pk for tile in page.places.map.others]
    assert page.places.map.placed == []
    assert codes == sorted(codes)
    assert all(code.startswith("440606102") for code in codes)


def test_of_a_village_there_is_no_map(browser):
    village = Division.objects.filter(parent=BEIJIAO).first()
    page = browser.get("/dashboard/clock/", {"place": village.pk})
    assert page.context["page"].places.map is None


def test_what_is_not_known_has_no_colour(browser):
    page = browser.get("/dashboard/clock/", {"map": "deadlines-met-in-time"})
    assert {tile.step for tile in page.context["page"].places.map.placed} == {None}
    assert '<span class="town-figure">—</span>' in page.content.decode()


# --- Several charts at once ----------------------------------------------------------------------


def test_charts_by_value_are_read_in_one_query_and_their_words_in_another(leader):
    people = UserFactory(full_name="陈志明"), UserFactory(full_name="李家豪")
    overdue(holder=people[0])
    overdue(holder=people[1])
    overdue(holder=people[1])
    met = overdue(holder=people[0])
    Deadline.objects.filter(pk=met.pk).update(met_on=timezone.localdate(), next_reminder_at=None)
    lens = ever(leader)
    pairs = [(registry.indicator(key), "holder") for key in ("overdue", "deadlines-met")]

    with CaptureQueriesContext(connection) as asked:
        found = figures.by_values(lens, pairs)

    told = [[(line.label, line.figure) for line in lines] for lines in found.values()]
    assert told == [[("李家豪", 2), ("陈志明", 1)], [("陈志明", 1)]]
    # Places, sums, names.
    assert len(asked) <= 3
    assert found[pairs[0]] == figures.by_value(lens, *pairs[0])


def test_a_subject_costs_the_same_for_two_orders_and_twelve(browser):
    def queries():
        with CaptureQueriesContext(connection) as found:
            page = browser.get("/dashboard/inspections/").context["page"]
        [chart] = [
            chart
            for theme in page.themes
            for chart in theme.charts
            if chart.key == "orders-open-by-officer"
        ]
        return len(found), len(chart.lines)

    RectificationOrderFactory.create_batch(2, state="issued")
    queries()
    for_two, lines = queries()
    assert lines == 2
    RectificationOrderFactory.create_batch(10, state="escalated")
    assert queries() == (for_two, 12)
