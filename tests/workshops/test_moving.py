"""A workshop moves into its unit, works there, and moves out."""

import datetime as dt

import pytest
import time_machine

from inspections.models import Visit
from qualitysup.accounts.roles import Role
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.factories import CHENCUN
from tests.inspections.factories import VisitFactory
from tests.workshops.factories.zone import (
    TOFU,
    RelocationFactory,
    UnitFactory,
    ZoneFactory,
    acts_for,
    ahead,
    moved_in,
    planned,
    register,
    workshop,
)
from tests.workshops.refusals import refusal
from tests.workshops.terms import due
from workshops.models import Allocation, Registration, Relocation, Workshop
from workshops.services import relocations
from workshops.signals import moved_in as moved_in_signal
from workshops.signals import moved_out as moved_out_signal

pytestmark = pytest.mark.django_db
State = Relocation.State


# --- Moving in ------------------------------------------------------------------------------------


def test_moving_in_closes_the_old_site_by_its_visit_and_moves_the_register(officer):
    unit = UnitFactory()
    relocation = planned(unit, by=officer, ends_on=ahead(365))
    firm = relocation.workshop.enterprise
    visit = VisitFactory(enterprise=firm, kind=Visit.Kind.UNPLANNED)

    relocation = relocations.move_in(relocation, by=officer)

    assert (relocation.state, relocation.closing_visit) == ("moved_in", visit)
    assert (relocation.old_address, relocation.old_division) == (firm.address, firm.division)
    firm.refresh_from_db()
    relocation.workshop.refresh_from_db()
    assert (firm.address, firm.division_id) == (unit.zone.address, unit.zone.division_id)
    assert relocation.workshop.division_id == unit.zone.division_id
    assert Allocation.objects.get().moved_in_on == ahead(0)
    assert due(relocation, "zone-move-in") == []
    assert due(relocation, "zone-lease") == [ahead(365)]


def test_without_a_closing_visit_nobody_moves_in(officer):
    relocation = planned(UnitFactory(), by=officer)

    refused = refusal(relocations.move_in, relocation, by=officer)

    assert refused.code == "old_site_was_closed_by_a_visit"
    assert Relocation.objects.get().state == State.PLANNED


def test_a_visit_from_before_the_unit_was_given_closes_nothing(officer):
    relocation = planned(UnitFactory(), by=officer)
    VisitFactory(
        enterprise=relocation.workshop.enterprise,
        started_at=dt.datetime.combine(ahead(-1), dt.time(9), dt.UTC),
    )

    assert refusal(relocations.move_in, relocation, by=officer).code == (
        "old_site_was_closed_by_a_visit"
    )


@pytest.mark.parametrize("outcome", [Visit.Outcome.UNREACHABLE, Visit.Outcome.UNCOOPERATIVE])
def test_a_closed_door_closes_nothing(officer, outcome):
    relocation = planned(UnitFactory(), by=officer)
    VisitFactory(enterprise=relocation.workshop.enterprise, outcome=outcome)

    assert refusal(relocations.move_in, relocation, by=officer).code == (
        "old_site_was_closed_by_a_visit"
    )


def test_the_head_may_let_one_move_in_without_a_visit_and_says_why(officer, chief):
    relocation = planned(UnitFactory(), by=officer)

    assert not refusal(relocations.move_in, relocation, by=officer, override="已拆").overridable
    relocation = relocations.move_in(relocation, by=chief, override="旧址已拆除，影像存档")

    assert relocation.unvisited_because == "旧址已拆除，影像存档"
    assert relocation.log.get(name="move_in").override == "旧址已拆除，影像存档"


def test_a_registration_that_expired_between_planning_and_moving_in_is_refused(officer, chief):
    expires = ahead(20)
    made = workshop(registered_to=expires)
    relocation = planned(UnitFactory(), by=officer, workshop=made, starts_on=ahead(10))

    with time_machine.travel(dt.datetime.combine(ahead(21), dt.time(3), dt.UTC)):
        refused = refusal(relocations.move_in, relocation, by=chief, override="已拆除")

    assert refused.code == "is_registered_that_day"
    assert expires.isoformat() in refused.reason


def test_a_registration_revoked_since_the_unit_was_given_is_refused(officer, chief):
    relocation = planned(UnitFactory(), by=officer)
    Registration.objects.update(state="revoked", ended_on=ahead(0), ended_because="吊销")

    refused = refusal(relocations.move_in, relocation, by=chief, override="已拆除")

    assert refused.code == "is_registered_that_day"
    assert "was ended on" in refused.reason


def test_a_renewed_registration_lets_it_move_in(officer, chief):
    made = workshop(registered_to=ahead(5))
    relocation = planned(UnitFactory(), by=officer, workshop=made)
    made.registrations.update(state="cancelled", ended_on=ahead(0), ended_because="重新办理")
    register(made, since=ahead(0), until=ahead(1000))

    assert relocations.move_in(relocation, by=chief, override="已拆除").state == "moved_in"


def test_nobody_moves_in_before_the_first_day_or_after_the_last(officer, chief):
    early = planned(UnitFactory(), by=officer, starts_on=ahead(3))

    refused = refusal(relocations.move_in, early, by=chief, override="已拆除")

    assert refused.code == "outside_its_days"
    assert ahead(3).isoformat() in refused.reason


def test_nobody_moves_in_while_the_one_before_has_not_left(officer, chief):
    unit = UnitFactory()
    with time_machine.travel(dt.datetime.combine(ahead(-40), dt.time(3), dt.UTC)):
        before = moved_in(unit, by=chief, ends_on=ahead(30), agreed_on=ahead(-1))
    after = planned(unit, by=officer)

    refused = refusal(relocations.move_in, after, by=chief, override="已拆除")

    assert refused.code == "place_is_empty"
    assert str(before.workshop) in refused.reason


def test_nobody_moves_into_a_zone_that_does_not_operate_yet(officer, chief):
    unit = UnitFactory(area__zone=ZoneFactory(approved=True))
    relocation = planned(unit, by=officer)

    assert (
        refusal(relocations.move_in, relocation, by=chief, override="已拆").code == "zone_operates"
    )


# --- Inside and out -------------------------------------------------------------------------------


def test_another_last_day_moves_the_deadline(chief):
    unit = UnitFactory()
    relocation = moved_in(unit, by=chief, ends_on=ahead(100))

    relocations.transfer(relocation, by=chief, unit=unit, ends_on=ahead(465), note="续租一年")

    assert Allocation.objects.get().ends_on == ahead(465)
    assert due(relocation, "zone-lease") == [ahead(465)]


def test_a_lease_is_not_extended_over_the_next_one(officer, chief):
    unit = UnitFactory()
    relocation = moved_in(unit, by=chief, ends_on=ahead(100))
    following = planned(unit, by=officer, starts_on=ahead(101))

    refused = refusal(
        relocations.transfer, relocation, by=chief, unit=unit, ends_on=ahead(101), note="续租"
    )

    assert refused.code == "allocation_place_given_once"
    assert str(following.workshop) in refused.reason


def test_once_inside_one_moves_to_another_unit_from_the_day_on(chief):
    unit = UnitFactory()
    other = UnitFactory(area=unit.area)
    with time_machine.travel(dt.datetime.combine(ahead(-5), dt.time(3), dt.UTC)):
        relocation = moved_in(unit, by=chief, agreed_on=ahead(-1))

    relocations.transfer(relocation, by=chief, unit=other, note="扩大规模")

    left, given = Allocation.objects.order_by("pk")
    assert (left.ends_on, left.moved_out_on) == (ahead(-1), ahead(-1))
    assert (given.unit, given.starts_on, given.moved_in_on) == (other, ahead(0), ahead(0))


def test_moving_out_frees_the_place_and_tells_whoever_is_next_and_fits(officer, chief):
    unit = UnitFactory()
    relocation = moved_in(unit, by=chief, ends_on=ahead(300))
    soy = RelocationFactory(zone=unit.zone, waiting=True, workshop=workshop(makes=[TOFU]))
    following = RelocationFactory(zone=unit.zone, waiting=True, waiting_since=ahead(-2))
    operator = acts_for(following.workshop.enterprise)
    acts_for(soy.workshop.enterprise)

    relocation = relocations.move_out(relocation, by=officer, note="自行退出")

    assert (relocation.state, relocation.moved_out_on) == ("moved_out", ahead(0))
    assert Allocation.objects.get().ends_on == ahead(0)
    assert due(relocation, "zone-lease") == []
    told = Notice.objects.filter(topic=f"place-free:{relocation.pk}")
    assert {notice.recipient for notice in told} >= {officer, chief, operator}
    assert {notice.stage for notice in told} == {str(following.pk)}
    assert planned(unit, by=officer, starts_on=ahead(1)).state == State.PLANNED


def test_who_overstayed_moves_out_without_taking_days_of_the_next(officer, chief):
    unit = UnitFactory()
    with time_machine.travel(dt.datetime.combine(ahead(-40), dt.time(3), dt.UTC)):
        relocation = moved_in(unit, by=chief, ends_on=ahead(30), agreed_on=ahead(-1))
    planned(unit, by=officer)

    relocations.move_out(relocation, by=officer, note="逾期搬出")

    left = Allocation.objects.order_by("pk").first()
    assert (left.ends_on, left.moved_out_on) == (ahead(-10), ahead(0))


def test_who_moves_out_is_registered_where_it_works_from_then_on(officer, chief):
    relocation = moved_in(UnitFactory(), by=chief)
    town = Division.objects.get(pk=CHENCUN)

    relocations.move_out(
        relocation, by=officer, note="退出", address="陈村镇新街2号", division=town
    )

    made = Workshop.objects.get(pk=relocation.workshop_id)
    assert (made.enterprise.address, made.enterprise.division) == ("陈村镇新街2号", town)
    assert made.division == town


def test_moving_in_and_out_is_news(chief, django_capture_on_commit_callbacks):
    heard = []

    def listen(sender, relocation, by, signal, **kwargs):
        heard.append((signal, relocation.pk, by))

    for signal in (moved_in_signal, moved_out_signal):
        signal.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            relocation = moved_in(UnitFactory(), by=chief)
            relocations.move_out(relocation, by=chief, note="退出")
    finally:
        for signal in (moved_in_signal, moved_out_signal):
            signal.disconnect(listen)

    assert heard == [
        (moved_in_signal, relocation.pk, chief),
        (moved_out_signal, relocation.pk, chief),
    ]


def test_the_operator_and_the_zone_hear_which_unit_is_theirs(officer):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone)
    people = [
        acts_for(relocation.workshop.enterprise),
        acts_for(unit.zone.lead, Role.ZONE_OPERATOR),
    ]

    relocations.allocate(relocation, by=officer, unit=unit, starts_on=ahead(3), ends_on=None)

    told = Notice.objects.filter(topic=f"relocation:{relocation.pk}")
    assert {notice.recipient for notice in told} == set(people)
    assert unit.code in told[0].body
