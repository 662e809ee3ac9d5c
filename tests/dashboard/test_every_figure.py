"""Every indicator, of every subject: its figure is the number of rows that its link opens."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period, month_ends
from qualitysup.dashboard.services import tallies
from qualitysup.regions.models import Division
from tests.factories import BEIJIAO, HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"
# Tables whose figures are no number of rows: days, percent, answers, standards counted once.
NO_ROWS = {
    "cultivation-days",
    "drafting-by-enterprise",
    "drafting-by-town",
    "drafting-by-trade",
    "trades-outdated",
    "visits-failed-items",
    "zone-occupancy",
}
# What a bureau does all the time; other work has its seasons, or began this year.
OF_THREE_YEARS = {
    "complaints-received",
    "deadlines-met",
    "enterprises-operating",
    "honours-held",
    "patrols-planned",
    "prospects",
    "prospect-visits-made",
    "samples-pass-rate",
    "services-reported",
    "visits",
}


def lens_of(user, since=None, until=None, place=None):
    today = timezone.localdate()
    period = Period(since or today - dt.timedelta(400), until or today)
    return Lens(user, period, place and Division.objects.get(pk=place))


def seeing_everything(divisions):
    """Somebody of all roles that look at cases, so that no indicator is hidden."""
    roles = [Role.BUREAU_LEADER, Role.SECTION_HEAD, Role.CASE_OFFICER, Role.BRAND_OFFICER]
    roles += [Role.STANDARDS_OFFICER, Role.INVESTMENT_OFFICER, Role.INSPECTOR]
    return UserFactory(roles=roles, home_id=divisions[0], divisions=divisions)


def rows_drawn(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return response.context["cl"].queryset.count()


def rows_behind(user, url):
    """The same without drawing the page: of hundreds of lists that would take minutes."""
    request = RequestFactory().get(url)
    request.user = user
    model_admin = resolve(request.path).func.model_admin
    return model_admin.get_changelist_instance(request).queryset.count()


def test_the_demo_tells_three_years_and_loading_it_again_adds_nothing(bureau):
    lens = lens_of(seeing_everything([SHUNDE, HUANGSHI]))
    months = [Period(last.replace(day=1), last) for last in month_ends(timezone.localdate(), 36)]
    few = {}
    for key in OF_THREE_YEARS:
        one = registry.indicator(key)
        rows = one.rows(lens.rows(one.model))
        told = sum(rows.filter(one.timing.within(one.model, month)).exists() for month in months)
        if told < 30:
            few[key] = told
    assert few == {}

    models = {registry.indicator(key).model for key in OF_THREE_YEARS}
    before = {model: model._base_manager.count() for model in models}
    call_command("load_demo", enterprises=300)
    assert {model: model._base_manager.count() for model in models} == before


def test_what_is_kept_agrees_with_every_row_of_the_demo(bureau):
    assert tallies.fold() > 10_000
    assert [check for check in tallies.reconcile() if check.wrong] == []


@pytest.mark.parametrize(
    ("divisions", "place"),
    [
        ([SHUNDE], None),
        ([SHUNDE], BEIJIAO),
        ([BEIJIAO], None),
        ([BEIJIAO], BEIJIAO),
        ([HUANGSHI], None),
    ],
)
def test_every_figure_is_the_number_of_rows_behind_it(bureau, divisions, place):
    user = seeing_everything(divisions)
    lens = lens_of(user, place=place)
    measured = figures.measure(lens, registry.indicators_for(user))

    wrong, compared = [], 0
    for found in measured:
        one = found.indicator
        if one.value or found.is_capped:
            continue
        rows = rows_behind(user, found.url)
        if one.share_of:
            whole = rows_behind(user, lens.url_of(registry.indicator(one.share_of)))
            rows = round(Decimal(100 * rows) / whole, 1) if whole else None
        if rows != found.figure:
            wrong.append((one.key, found.figure, rows, found.url))
        compared += bool(found.figure)
    assert wrong == []
    assert compared > 20 or divisions == [HUANGSHI]


def test_the_list_that_a_figure_opens_is_drawn_with_these_rows(bureau, client):
    """One of every kind of record."""
    user = seeing_everything([SHUNDE])
    client.force_login(user, backend=BACKEND)
    one_of_each = {one.model: one for one in registry.indicators_for(user)}.values()
    lens = lens_of(user)
    assert len(one_of_each) > 15
    for one in one_of_each:
        url = lens.url_of(one)
        assert rows_drawn(client, url) == rows_behind(user, url), one.key


@pytest.mark.parametrize("place", [None, BEIJIAO])
def test_every_value_month_and_place_opens_as_many_rows(bureau, place):
    user = seeing_everything([SHUNDE])
    lens = lens_of(user, place=place)
    kept = [one for one in registry.indicators_for(user) if one.is_kept and not one.share_of]
    months = figures.trend(lens, kept)
    places = figures.by_place(lens, kept)

    wrong = []
    for position, one in enumerate(kept):
        lines = [
            *(line for path in one.by for line in figures.by_value(lens, one, path)),
            *[point for point in months[one] if point.figure][-1:],
            *[row.cells[position] for row in places if row.cells[position].figure][:1],
        ]
        for line in lines:
            if (rows := rows_behind(user, line.url)) != line.figure:
                wrong.append((one.key, line.figure, rows, line.url))
    assert wrong == []


@pytest.mark.parametrize("place", [None, BEIJIAO])
def test_every_line_of_a_table_of_today_opens_as_many_rows(bureau, place):
    user = seeing_everything([SHUNDE])
    lens = lens_of(user, place=place)

    wrong = []
    for table in registry.breakdowns_for(user):
        for line in table.lines(lens) if table.key not in NO_ROWS else ():
            if line.figure and (rows := rows_behind(user, line.url)) != line.figure:
                wrong.append((table.key, line.label, line.figure, rows, line.url))
    assert wrong == []
