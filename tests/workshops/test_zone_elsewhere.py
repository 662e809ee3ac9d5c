"""Where zones show outside their own pages: patrol plans, home, the dashboard, the timeline."""

import datetime as dt

import pytest
import time_machine

from enterprises import timeline
from inspections import selection
from inspections.services import plans
from qualitysup.casework import home
from qualitysup.regions.models import Division
from tests.dashboard.watching import measure
from tests.factories import SHUNDE
from tests.workshops.factories.zone import (
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    ahead,
    moved_in,
    planned,
)

pytestmark = pytest.mark.django_db


def test_a_patrol_plan_chooses_everybody_in_a_zone(chief):
    unit = UnitFactory(capacity=2)
    inside = moved_in(unit, by=chief)
    planned(unit, by=chief)
    moved_in(UnitFactory(), by=chief)
    plan = plans.draft(
        by=chief,
        division=Division.objects.get(pk=SHUNDE),
        name="加工场巡查",
        starts_on=ahead(30),
        ends_on=ahead(300),
    )
    ZoneFactory(state="closed", closed_on=ahead(0))

    plans.add_reason(plan, by=chief, kind="zone", target=str(unit.zone.pk), times=4)

    reason = plan.reasons.get()
    found = selection.SELECTIONS["zone"].find(reason)
    assert set(found) == {inside.workshop.enterprise, unit.zone.lead}
    assert selection.target_of(reason) == unit.zone.name
    assert len(dict(selection.SELECTIONS["zone"].targets(plan))) == 2


def test_home_lists_who_is_to_move_in_and_who_should_have(officer):
    soon = planned(UnitFactory(), by=officer, starts_on=ahead(5))
    planned(UnitFactory(), by=officer, starts_on=ahead(50))
    with time_machine.travel(dt.datetime.combine(ahead(-9), dt.time(3), dt.UTC)):
        late = planned(UnitFactory(), by=officer, starts_on=ahead(2), agreed_on=ahead(-1))

    waiting = {counted.worklist.key: counted for counted in home.board(officer)}

    for key, relocation in (("relocations-overdue", late), ("relocations-soon", soon)):
        assert waiting[key].count == 1
        assert [row.url for row in waiting[key].rows] == [relocation.get_absolute_url()]


def test_the_dashboard_says_how_full_each_area_is(chief):
    unit = UnitFactory(capacity=4)
    moved_in(unit, by=chief)

    subject = measure(chief)["Consolidation zones"]

    figures = {each.indicator.key: each.figure for each in subject["figures"]}
    assert (figures["relocations-inside"], figures["relocations-ahead"]) == (1, 0)
    ((_breakdown, lines),) = subject["tables"]
    assert [(line.figure, line.label.count("1 of 4 places")) for line in lines] == [(25, 1)]


@pytest.mark.parametrize("standing", ["taken", "occupied"])
def test_a_figure_leads_to_its_rows(client, chief, standing):
    unit = UnitFactory(capacity=2)
    moved_in(unit, by=chief)
    client.force_login(chief, backend="qualitysup.accounts.backends.RoleBackend")

    page = client.get(f"/admin/workshops/allocation/?standing={standing}&area={unit.area_id}")

    assert page.context["cl"].result_count == 1


def test_the_timeline_of_an_enterprise_tells_of_its_move(chief):
    relocation = moved_in(UnitFactory(), by=chief)
    RelocationFactory()

    told = [
        entry.title
        for entry in timeline.of([relocation.workshop.enterprise_id], chief)
        if entry.kind == "relocation"
    ]

    assert any(str(relocation.zone) in words for words in told)
    assert len(told) == 2
