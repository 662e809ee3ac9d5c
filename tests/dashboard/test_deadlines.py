"""Tables of deadlines: how late, with whom, what comes next; each figure opens its rows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from qualitysup.accounts.roles import Role
from qualitysup.dashboard import deadlines
from qualitysup.dashboard.lens import Lens
from qualitysup.regions.models import Division
from tests.clock.factories import ON, DeadlineFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, StationFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
TABLES = [deadlines.by_age, deadlines.by_person, deadlines.by_station, deadlines.ahead]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lens(leader):
    return Lens.of_today(leader)


def due(days, **facts):
    day = timezone.localdate() + dt.timedelta(days)
    return DeadlineFactory(due_on=day, nominal_on=day, started_on=min(ON, day), **facts)


@pytest.fixture
def work():
    station = StationFactory(name="陈村所")
    chen = UserFactory(full_name="演示·陈", station=station)
    li = UserFactory(full_name="演示·李")
    for days in (-1, -7, -8, -91, -400):
        due(days, holder=chen, division_id=CHENCUN)
    due(3, holder=chen, division_id=CHENCUN)
    due(-30, holder=li, division_id=BEIJIAO)
    due(40, holder=None, division_id=BEIJIAO)
    due(-5, holder=li, division_id=HUANGSHI)


def told(lines):
    return {(line.label, line.column): line.figure for line in lines}


def test_how_late_is_told_in_four_spans(lens, work):
    found = {line.label: line.figure for line in deadlines.by_age(lens)}

    assert found == {
        "1 to 7 days": 2,
        "8 to 30 days": 2,
        "31 to 90 days": 0,
        "more than 90 days": 2,
    }


def test_work_is_told_of_each_person_the_latest_first(lens, work):
    lines = deadlines.by_person(lens)

    assert list(dict.fromkeys(line.label for line in lines)) == ["演示·陈", "演示·李", "nobody"]
    assert told(lines)["演示·陈", "running"] == 6
    assert told(lines)["演示·陈", "due within 7 days"] == 1
    assert told(lines)["演示·陈", "overdue"] == 5
    assert told(lines)["演示·李", "overdue"] == 1
    assert told(lines)["nobody", "running"] == 1


def test_two_people_of_one_name_are_two_rows(lens):
    for _ in range(2):
        due(-3, holder=UserFactory(full_name="演示·同名"))

    lines = [line for line in deadlines.by_person(lens) if line.column == "overdue"]

    assert [line.figure for line in lines] == [1, 1]
    assert len({line.label for line in lines}) == 2


def test_work_is_told_of_each_station(lens, work):
    found = told(deadlines.by_station(lens))

    assert (found["陈村所", "overdue"], found["no station", "running"]) == (5, 2)


def test_what_comes_next_has_a_column_for_every_month(lens, work):
    lines = deadlines.ahead(lens)

    months = list(dict.fromkeys(line.column for line in lines))
    assert months[0] == f"{timezone.localdate():%Y-%m}"
    assert len(months) == deadlines.MONTHS_AHEAD
    assert sum(line.figure for line in lines) == 2


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("place", [None, BEIJIAO])
def test_every_figure_opens_just_its_rows(client, leader, work, table, place):
    lens = Lens.of_today(leader)
    lens = Lens(leader, lens.period, place and Division.objects.get(pk=place))
    client.force_login(leader, backend=BACKEND)

    for line in table(lens):
        response = client.get(line.url)
        assert response.status_code == 200, line.url
        assert response.context["cl"].queryset.count() == line.figure, line.url


@pytest.mark.parametrize("table", TABLES)
def test_nobody_is_told_of_what_is_not_theirs(work, table):
    stranger = UserFactory(roles=[Role.BUREAU_LEADER], home_id=HUANGSHI, divisions=[HUANGSHI])

    lines = table(Lens.of_today(stranger))

    assert not [line for line in lines if line.label in ("演示·陈", "陈村所", "nobody")]
    assert sum(line.figure for line in lines if line.column in ("", "overdue")) <= 1


@pytest.mark.parametrize("table", TABLES)
def test_it_costs_the_same_for_two_people_and_for_twelve(lens, table):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            table(lens)
        return len(queries)

    for _ in range(2):
        due(3, holder=UserFactory(station=StationFactory()))
    cost()
    few = cost()
    for _ in range(10):
        due(-3, holder=UserFactory(station=StationFactory()))
    assert cost() == few
