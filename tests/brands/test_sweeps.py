"""Sweeps: a cell for every village and trade, none done until somebody looked (R24)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from brands.models import SweepCell, SweepFinding, SweepTrade
from brands.services import sweeps
from brands.workflow.sweep import villages_of
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.regions.models import Division
from tests.brands.sweep_factories import (
    BIJIANG,
    LINTOU,
    TRADES,
    cell_of,
    drafted,
    found,
    group_of,
    head,
    under_way,
    walker,
)
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, SHUNDE, UserFactory

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(TransitionRefused, match="") if code is None else _Refusal(code)


class _Refusal:
    """Expects that a service refuses, with this code and in words."""

    def __init__(self, code):
        self.code = code

    def __enter__(self):
        self.raised = pytest.raises(TransitionRefused)
        self.info = self.raised.__enter__()
        return self.info

    def __exit__(self, *exc):
        done = self.raised.__exit__(*exc)
        assert self.info.value.code == self.code
        assert self.info.value.reason
        return done


# --- Laying it out --------------------------------------------------------------------------------


def test_an_opened_sweep_has_a_cell_for_every_village_and_trade():
    sweep = under_way()
    villages = villages_of(sweep).count()
    assert villages > 10
    assert sweep.cells.count() == villages * len(TRADES)
    assert sweep.cells.sums() == {
        "cells": villages * 2,
        "settled": 0,
        "looked": 0,
        "found": 0,
    }


def test_the_planned_end_is_a_deadline_and_moves_with_the_plan():
    chief = head()
    sweep = under_way(by=chief)
    term = Deadline.objects.of(sweep).open().get()
    assert (term.term, term.due_on) == ("sweep", sweep.ends_on)
    sweep.ends_on += dt.timedelta(days=10)
    sweep = sweeps.save(sweep, by=chief, version=sweep.version)
    assert Deadline.objects.of(sweep).open().get().due_on == sweep.ends_on


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"trades": ()}, "has_trades"),
        ({"division": BIJIANG}, None),
        (
            {
                "starts_on": dt.date(2025, 1, 1),
                "ends_on": dt.date(2025, 6, 1),
            },
            "ends_ahead",
        ),
    ],
)
def test_a_sweep_is_opened_only_with_something_to_look_for(facts, code):
    sweep = drafted(**facts)
    if code is None:  # One village alone is a place that can be swept.
        assert sweeps.open_sweep(sweep, by=head()).cells.count() == len(TRADES)
        return
    with refusal(code):
        sweeps.open_sweep(sweep, by=head())


def test_a_trade_added_on_the_way_gets_its_cells_and_none_is_left_out_then():
    chief = head()
    sweep = under_way(by=chief)
    before = sweep.cells.count()
    trade = sweeps.look_for(sweep, SweepTrade(sweep=sweep, name=" 测试 木工机械 "), by=chief)
    assert trade.name == "测试 木工机械"
    assert sweep.cells.count() == before * 3 // 2
    with refusal("sweep_runs"):
        sweeps.leave_out(trade, by=chief)


def test_a_group_is_given_the_cells_of_a_village_or_of_a_trade():
    chief = head()
    sweep = under_way(by=chief)
    group = group_of(sweep, by=chief, division=BIJIANG)
    assert sweep.cells.filter(group=group).count() == len(TRADES)
    town = Division.objects.get(pk=BEIJIAO)
    trade = sweep.trades.get(name=TRADES[1])
    given = sweeps.assign(sweep, group, by=chief, division=town, trades=[trade])
    assert given == villages_of(sweep).count()
    assert sweep.groups.with_progress().get().left_count == given + 1


# --- Looking --------------------------------------------------------------------------------------


def test_nobody_found_is_a_finding_and_saying_it_again_changes_nothing():
    sweep, person = under_way(), walker()
    [cell] = sweeps.none_found([cell_of(sweep)], by=person, note="只有两家加工店")
    assert (cell.state, cell.looked_by, cell.looked_on) == ("none", person, timezone.localdate())
    [again] = sweeps.none_found([cell], by=walker())
    assert (again.looked_by, again.note) == (person, "只有两家加工店")


def test_a_candidate_makes_its_cell_one_that_was_looked_at():
    sweep, person = under_way(), walker()
    finding = found(cell_of(sweep), by=person)
    cell = cell_of(sweep)
    assert (cell.state, cell.candidates, cell.looked_by) == ("candidates", 1, person)
    again = found(cell, by=person, enterprise=finding.enterprise)
    assert again == finding
    assert SweepFinding.objects.count() == 1
    with refusal("candidates_found"):
        sweeps.none_found([cell], by=person)


def test_a_cell_whose_last_candidate_was_withdrawn_was_looked_at_all_the_same():
    sweep, person = under_way(), walker()
    finding = found(cell_of(sweep), by=person)
    with refusal("no_reason"):
        sweeps.withdraw(finding, by=person, because=" ")
    sweeps.withdraw(finding, by=person, because="认错了企业")
    cell = cell_of(sweep)
    assert (cell.state, cell.candidates, cell.looked_by) == ("none", 0, person)
    assert found(cell, by=person, enterprise=finding.enterprise) != finding


def test_a_firm_of_another_village_is_named_there():
    sweep = under_way()
    cell = cell_of(sweep)
    with refusal("elsewhere"):
        found(cell, enterprise=EnterpriseFactory(division_id=LINTOU))
    # Of many the register knows the town only.
    assert found(cell, enterprise=EnterpriseFactory(division_id=BEIJIAO)).pk


def test_the_rest_of_a_village_is_settled_at_one_go():
    sweep, person = under_way(), walker()
    found(cell_of(sweep), by=person)
    village = Division.objects.get(pk=BIJIANG)
    rest = sweeps.rest_of_village(sweep, village, by=person)
    assert [cell.trade.name for cell in rest] == [TRADES[1]]
    with refusal("nothing_left"):
        sweeps.rest_of_village(sweep, village, by=person)


def test_the_rest_of_a_village_is_what_the_person_goes_through():
    """Nobody says of a cell that was never shown to them that they looked there."""
    chief, person, other = head(), walker(), walker()
    sweep = under_way(by=chief)
    group = group_of(sweep, person, by=chief)
    village = Division.objects.get(pk=BIJIANG)
    trade = sweep.trades.get(name=TRADES[0])
    sweeps.assign(sweep, group, by=chief, division=village, trades=[trade])
    for whose, of_trade in ((person, TRADES[0]), (other, TRADES[1])):
        rest = sweeps.rest_of_village(sweep, village, by=whose)
        assert [cell.trade.name for cell in rest] == [of_trade]


def test_a_cell_of_a_group_is_looked_at_by_its_people():
    chief, person, other = head(), walker(), walker()
    sweep = under_way(by=chief)
    group_of(sweep, person, by=chief, division=BIJIANG)
    with refusal("not_your_group"):
        sweeps.none_found([cell_of(sweep)], by=other)
    assert sweeps.none_found([cell_of(sweep)], by=person)
    # Whoever runs the sweep may help out, and nobody waits for a group where there is none.
    assert sweeps.none_found([cell_of(sweep, trade=TRADES[1])], by=chief)
    assert sweeps.none_found([cell_of(sweep, division=LINTOU)], by=other)


def test_what_lies_elsewhere_or_ahead_is_refused():
    sweep = under_way()
    cell = cell_of(sweep)
    elsewhere = UserFactory(roles=[Role.INSPECTOR], divisions=["440606103000"], badged=True)
    with refusal("elsewhere"):
        sweeps.none_found([cell], by=elsewhere)
    with refusal("future"):
        sweeps.none_found([cell], by=walker(), on=timezone.localdate() + dt.timedelta(days=1))
    with refusal("before_it_opened"):
        sweeps.none_found([cell], by=walker(), on=timezone.localdate() - dt.timedelta(days=1))
    with refusal("forbidden"):
        sweeps.none_found([cell], by=UserFactory(roles=[Role.BUREAU_LEADER]))
    assert cell_of(sweep).state == "waiting"


def test_cells_are_passed_over_with_a_reason_and_taken_up_again():
    chief = head()
    sweep = under_way(by=chief)
    cell = cell_of(sweep)
    with refusal("no_reason"):
        sweeps.pass_over([cell], by=chief, because="")
    [passed] = sweeps.pass_over([cell], by=chief, because="整村拆迁")
    assert passed.passed_over_because == "整村拆迁"
    with refusal("passed_over"):
        found(cell)
    # Nor does whoever goes there by a slip of a key overrule who decided it.
    with refusal("passed_over"):
        sweeps.none_found([cell], by=walker())
    sweeps.take_up([cell], by=chief)
    assert cell_of(sweep).state == "waiting"


# --- A village that is abolished on the way -------------------------------------------------------


@pytest.fixture
def replaced():
    """One village of the town is abolished today, and another takes its place."""
    today = timezone.localdate()
    old = Division.objects.get(pk=BIJIANG)
    new = Division.objects.create(
        code="440606102299", name="测试新村", level="village", parent=old.parent, valid_from=today
    )
    Division.objects.filter(pk=old.pk).update(valid_to=today, replaced_by=new)
    return new


def test_a_cell_of_an_abolished_village_is_refused_and_the_sweep_follows(request):
    chief = head()
    sweep = under_way(by=chief)
    looked = cell_of(sweep)
    sweeps.none_found([looked], by=chief)
    new = request.getfixturevalue("replaced")
    with refusal("abolished"):
        sweeps.none_found([cell_of(sweep, trade=TRADES[1])], by=chief)
    assert sweeps.follow_divisions(sweep, by=chief) == (1, len(TRADES))
    assert cell_of(sweep).state == "none"
    assert cell_of(sweep, trade=TRADES[1]).state == "passed_over"
    assert cell_of(sweep, division=new.pk).state == "waiting"
    assert sweeps.follow_divisions(sweep, by=chief) == (0, 0)


# --- Concluding -----------------------------------------------------------------------------------


def test_a_sweep_is_concluded_once_every_cell_is_settled():
    chief = head()
    sweep = under_way(by=chief, division=BIJIANG)
    with refusal("every_cell_settled") as info:
        sweeps.close(sweep, by=chief, conclusion="摸底完成")
    assert "碧江" in info.value.reason
    found(cell_of(sweep), by=chief)
    sweeps.pass_over([cell_of(sweep, trade=TRADES[1])], by=chief, because="无此行业")
    sweep = sweeps.close(sweep, by=chief, conclusion="摸底完成")
    assert (sweep.state, sweep.conclusion) == ("closed", "摸底完成")
    with refusal("not_open"):
        sweeps.take_up([cell_of(sweep, trade=TRADES[1])], by=chief)
    assert not Deadline.objects.of(sweep).open().exists()


# --- What the database keeps by itself ------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "none"},
        {"state": "candidates", "candidates": 1},
        {"state": "passed_over"},
        {"candidates": 3},
        {"state": "done"},
    ],
)
def test_the_database_knows_what_a_settled_cell_is(values):
    cell = cell_of(under_way())
    with pytest.raises(IntegrityError), transaction.atomic():
        SweepCell.objects.filter(pk=cell.pk).update(**values)


def test_no_cell_and_no_candidate_is_ever_removed():
    finding = found(cell_of(under_way()))
    for row in (finding, finding.cell):
        with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")


# --- Who sees what --------------------------------------------------------------------------------


def test_a_town_sees_the_sweep_of_its_county_and_its_own_cells(stranger):
    chief = head()
    sweep = under_way(by=chief, division=SHUNDE)
    local = UserFactory(roles=[Role.CASE_OFFICER], home_id=BEIJIAO, divisions=[BEIJIAO])
    seen = SweepCell.objects.visible_to(local)
    assert seen.exists()
    assert not seen.exclude(division__code__startswith="440606102").exists()
    assert type(sweep).objects.visible_to(local).get() == sweep
    with pytest.raises(Exception, match="outside"):
        sweeps.save(sweep, by=local)
    for model in (type(sweep), SweepCell, SweepTrade):
        assert not model.objects.visible_to(stranger).exists()
