"""Whoever moves into a zone applies for the change of its registration, and is reminded of it."""

import datetime as dt

import pytest
import time_machine

from qualitysup.accounts.roles import Role
from qualitysup.casework import home
from qualitysup.clock.models import Deadline
from qualitysup.clock.services import deadlines
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.factories import CHENCUN
from tests.inspections.clients import browser_of
from tests.workshops.factories.zone import UnitFactory, acts_for, ahead, moved_in, planned
from workshops.models import Application, Relocation
from workshops.services import applications, filing, relocations

pytestmark = pytest.mark.django_db
TERM = "registration-change"


def owed(relocation):
    return Deadline.objects.of(relocation).open().filter(term=TERM)


def apply_for(relocation, *, by, changes=("move",), **facts):
    """For the change of place, to where the zone is."""
    told = {"changed_on": ahead(0), "new_address": relocation.zone.address} | facts
    return filing.file(
        by=by,
        workshop=relocation.workshop,
        kind=Application.Kind.CHANGE,
        changes=list(changes),
        **told,
    )


def test_moving_in_gives_three_working_days_to_apply_for_the_change(chief):
    relocation = moved_in(UnitFactory(), by=chief)

    [deadline] = owed(relocation)

    assert deadline.due_on == deadlines.computed(TERM, relocation.moved_in_on).due
    assert deadline.rule.legal_basis.endswith("13")


def test_the_operator_is_told_and_finds_it_at_home_until_it_is_filed(chief):
    relocation, other = (moved_in(UnitFactory(), by=chief) for _each in range(2))
    operator = acts_for(relocation.workshop.enterprise)

    def found(person):
        return {each.worklist.key: each for each in home.board(person)}["relocations-owing-change"]

    assert (found(operator).count, found(chief).count) == (1, 2)
    [row] = found(operator).rows
    assert row.due_on == owed(relocation).get().due_on
    page = browser_of(operator).get(row.url)
    assert page.status_code == 200
    assert page.context["adminform"].form.initial["workshop"] == str(relocation.workshop_id)

    apply_for(relocation, by=operator)

    assert found(operator).count == 0
    assert not owed(relocation).exists()
    assert owed(other).exists()
    assert Deadline.objects.of(relocation).get(term=TERM).met_on == ahead(0)


def test_whoever_acts_for_the_workshop_is_sent_to_the_application(chief):
    relocation = planned(UnitFactory(), by=chief)
    operator = acts_for(relocation.workshop.enterprise)

    relocations.move_in(relocation, by=chief, override="旧址已拆除")

    [told] = Notice.objects.filter(recipient=operator, stage="change owed")
    assert told.url == Application.url_to_apply(Application.Kind.CHANGE, relocation.workshop_id)


def test_a_change_of_something_else_is_not_the_one_that_is_owed(chief):
    relocation = moved_in(UnitFactory(), by=chief)

    apply_for(relocation, by=chief, changes=["layout"], new_address="")

    assert owed(relocation).exists()


def test_who_applied_before_moving_owes_nothing_and_is_not_reminded(chief):
    relocation = planned(UnitFactory(), by=chief)
    operator = acts_for(relocation.workshop.enterprise)
    apply_for(relocation, by=chief)

    relocations.move_in(relocation, by=chief, override="旧址已拆除")

    assert not owed(relocation).exists()
    assert not Notice.objects.filter(recipient=operator, stage="change owed").exists()


def test_an_application_that_comes_to_nothing_is_owed_again_from_the_same_day(chief):
    with time_machine.travel(dt.datetime.combine(ahead(-10), dt.time(3), dt.UTC)):
        relocation = moved_in(UnitFactory(), by=chief, agreed_on=ahead(-1))
    application = apply_for(relocation, by=chief, changed_on=relocation.moved_in_on)

    applications.withdraw(application, by=chief)

    [deadline] = owed(relocation)
    assert deadline.started_on == relocation.moved_in_on
    assert list(Relocation.objects.owing_change()) == [relocation]


def test_who_moves_out_to_another_place_owes_it_from_that_day(chief):
    relocation = moved_in(UnitFactory(), by=chief)
    town = Division.objects.get(pk=CHENCUN)

    relocations.move_out(relocation, by=chief, note="退出", address="陈村镇新街2号", division=town)

    assert owed(relocation).get().started_on == ahead(0)
    assert Deadline.objects.of(relocation).filter(term=TERM).count() == 2


def test_who_gives_up_owes_no_change(chief):
    relocation = moved_in(UnitFactory(), by=chief)

    relocations.move_out(relocation, by=chief, note="转行")

    assert not owed(relocation).exists()


def test_the_zone_s_operator_is_not_the_one_who_applies(chief):
    relocation = moved_in(UnitFactory(), by=chief)
    zone = acts_for(relocation.zone.lead, Role.ZONE_OPERATOR)

    assert "relocations-owing-change" not in {each.worklist.key for each in home.board(zone)}
