"""Every indicator, of every subject: its figure is the number of rows that its link opens."""

import datetime as dt

import pytest
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.dashboard import figures, registry
from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.regions.models import Division
from tests.factories import BEIJIAO, HUANGSHI, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "qualitysup.accounts.backends.RoleBackend"


def lens_of(user, since=None, until=None, place=None):
    today = timezone.localdate()
    period = Period(since or today - dt.timedelta(400), until or today)
    return Lens(user, period, place and Division.objects.get(pk=place))


def seeing_everything(divisions):
    """Somebody of all roles that look at cases, so that no indicator is hidden."""
    roles = [Role.BUREAU_LEADER, Role.SECTION_HEAD, Role.CASE_OFFICER, Role.BRAND_OFFICER]
    roles += [Role.STANDARDS_OFFICER, Role.INVESTMENT_OFFICER, Role.INSPECTOR]
    return UserFactory(roles=roles, home_id=divisions[0], divisions=divisions)


def rows_behind(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    changelist = response.context["cl"]
    return changelist.queryset.count() if "cl" in response.context else None


@pytest.mark.parametrize("divisions", [[SHUNDE], [BEIJIAO], [HUANGSHI]], ids=lambda d: d[0])
@pytest.mark.parametrize("place", [None, BEIJIAO])
def test_every_figure_is_the_number_of_rows_behind_it(bureau, client, divisions, place):
    user = seeing_everything(divisions)
    lens = lens_of(user, place=place)
    client.force_login(user, backend=BACKEND)
    every = registry.indicators_for(user)
    measured = figures.measure(lens, every)

    wrong, compared = [], 0
    for found in measured:
        one = found.indicator
        if one.value or one.share_of or found.is_capped:
            continue
        if (rows := rows_behind(client, found.url)) != found.figure:
            wrong.append((one.key, found.figure, rows, found.url))
        compared += bool(found.figure)
    assert wrong == []
    assert compared > 20 or divisions == [HUANGSHI]
