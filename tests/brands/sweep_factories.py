"""A sweep of a town, by people of the bureau and a patrol group."""

import datetime as dt

from django.utils import timezone

from brands.models import PatrolGroup, SweepFinding, SweepTrade
from brands.services import sweeps
from qualitysup.accounts.roles import Role
from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, UserFactory

# Two of the town's villages.
BIJIANG = "440606102002"
LINTOU = "440606102003"
TRADES = ("测试灯饰", "测试风扇")


def head():
    return UserFactory(roles=[Role.SECTION_HEAD])


def walker():
    return UserFactory(roles=[Role.INSPECTOR], badged=True)


def drafted(*, by=None, division=BEIJIAO, trades=TRADES, **facts):
    by = by or head()
    today = timezone.localdate()
    facts = {"starts_on": today, "ends_on": today + dt.timedelta(days=60)} | facts
    sweep = sweeps.draft(
        by=by, division=Division.objects.get(pk=division), name="测试摸底", **facts
    )
    for name in trades:
        sweeps.look_for(sweep, SweepTrade(sweep=sweep, name=name), by=by)
    return sweep


def under_way(*, by=None, **facts):
    by = by or head()
    return sweeps.open_sweep(drafted(by=by, **facts), by=by)


def cell_of(sweep, division=BIJIANG, trade=TRADES[0]):
    return sweep.cells.get(division=division, trade__name=trade)


def group_of(sweep, *people, by=None, division=None):
    """A patrol group; with a division, it is given the cells there."""
    by = by or head()
    leader, *members = people or [walker()]
    group = PatrolGroup(sweep=sweep, name=f"第{sweep.groups.count() + 1}组", leader=leader)
    sweeps.keep_group(group, by=by, members=members)
    if division:
        place = Division.objects.get(pk=division)
        sweeps.assign(sweep, group, by=by, division=place)
    return group


def found(cell, *, by=None, on=None, enterprise=None, product="测试吊扇"):
    enterprise = enterprise or EnterpriseFactory(division_id=cell.division_id)
    finding = SweepFinding(
        cell=cell, enterprise=enterprise, product=product, because="出口占七成，工艺领先"
    )
    return sweeps.find(finding, by=by or head(), on=on)
