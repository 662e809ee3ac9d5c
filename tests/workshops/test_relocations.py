"""A workshop's way into a zone and out of it, and every refusal with words that help."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from inspections.models import Visit
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.notices.models import Notice
from qualitysup.regions.models import Division
from tests.factories import CHENCUN
from tests.inspections.factories import VisitFactory
from tests.workshops.factories.zone import (
    CURED_MEAT,
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
from workshops.models import Allocation, AreaKind, Registration, Relocation, Workshop, Zone
from workshops.services import relocations
from workshops.signals import moved_in as moved_in_signal
from workshops.signals import moved_out as moved_out_signal

pytestmark = pytest.mark.django_db
State = Relocation.State


def refusal(service, *args, **words):
    """Its code and its words; nothing of it is kept."""
    with pytest.raises(TransitionRefused) as refused, transaction.atomic():
        service(*args, **words)
    return refused.value


def give(unit, *, by, starts_on=None, ends_on=None, **facts):
    """What is said of giving a unit to a workshop that agreed."""
    relocation = RelocationFactory(zone=unit.zone, **facts)
    words = {"unit": unit, "starts_on": starts_on or ahead(0), "ends_on": ends_on}
    return refusal(relocations.allocate, relocation, by=by, **words)


def due(relocation, term):
    return [each.due_on for each in Deadline.objects.of(relocation).open().filter(term=term)]


# --- Proposed and agreed -------------------------------------------------------------------------


def test_proposing_again_changes_nothing(officer):
    zone, made = ZoneFactory(), workshop()

    first = relocations.propose(made, zone=zone, by=officer, rank=3, reasons=[{"code": "fringe"}])
    again = relocations.propose(made, zone=zone, by=officer, rank=9)

    assert again == first
    assert (Relocation.objects.get().rank, Relocation.objects.get().state) == (3, "candidate")


def test_a_workshop_on_its_way_into_one_zone_is_not_proposed_for_another(officer):
    relocation = RelocationFactory()

    refused = refusal(relocations.propose, relocation.workshop, zone=ZoneFactory(), by=officer)

    assert refused.code == "relocation_open_once_per_workshop"
    assert relocation.zone.name in refused.reason


def test_who_declined_may_be_proposed_again(officer):
    relocation = RelocationFactory(candidate=True)
    relocations.decline(relocation, by=officer, note="租约未到期")

    again = relocations.propose(relocation.workshop, zone=relocation.zone, by=officer)

    assert again != relocation
    assert again.state == State.CANDIDATE


def test_nobody_is_given_a_unit_who_has_not_agreed(officer):
    refused = give(UnitFactory(), by=officer, candidate=True)

    assert refused.code == "wrong_state"
    assert not Allocation.objects.exists()


# --- The waiting list ----------------------------------------------------------------------------


def test_the_waiting_list_goes_by_the_day_and_then_by_rank(officer):
    zone = ZoneFactory()
    late, low, high = (RelocationFactory(zone=zone, rank=rank) for rank in (1, 7, 2))
    for relocation, day in ((low, ahead(-3)), (high, ahead(-3)), (late, ahead(0))):
        relocations.wait(relocation, by=officer, on=day)

    assert [each.pk for each in zone.relocations.waiting().in_turn()] == [
        high.pk,
        low.pk,
        late.pk,
    ]
    assert Relocation.objects.get(pk=late.pk).position == 3


def test_who_comes_back_from_a_unit_keeps_the_old_place_on_the_list(officer):
    unit = UnitFactory()
    relocation = RelocationFactory(zone=unit.zone, waiting=True)
    since = relocation.waiting_since
    relocation = relocations.allocate(
        relocation, by=officer, unit=unit, starts_on=ahead(5), ends_on=None
    )

    relocation = relocations.wait(relocation, by=officer)

    assert (relocation.waiting_since, relocation.planned_on) == (since, None)
    assert Allocation.objects.get().withdrawn_on == ahead(0)
    assert due(relocation, "zone-move-in") == []


# --- Units ---------------------------------------------------------------------------------------


def test_a_unit_is_given_at_its_lowest_free_place_and_the_day_is_watched(officer):
    unit = UnitFactory(capacity=3)
    first, second = (planned(unit, by=officer, starts_on=ahead(9)) for _each in range(2))
    relocations.wait(first, by=officer)

    third = planned(unit, by=officer, starts_on=ahead(9), ends_on=ahead(400))

    assert second.allocation.place == 2
    assert (third.allocation.place, third.planned_on) == (1, ahead(9))
    assert due(third, "zone-move-in") == [ahead(9)]


def test_a_full_unit_says_who_is_there_until_when(officer):
    unit = UnitFactory(capacity=2)
    one = planned(unit, by=officer, ends_on=ahead(30))
    other = planned(unit, by=officer)

    refused = give(unit, by=officer)

    assert refused.code == "allocation_place_given_once"
    assert f"{one.workshop} until {ahead(30).isoformat()}" in refused.reason
    assert f"{other.workshop} without a last day" in refused.reason


def test_a_place_is_given_from_the_day_after_the_last_day(officer):
    unit = UnitFactory()
    planned(unit, by=officer, ends_on=ahead(30))

    assert give(unit, by=officer, starts_on=ahead(30)).code == "allocation_place_given_once"
    assert planned(unit, by=officer, starts_on=ahead(31)).state == State.PLANNED


def test_a_unit_is_not_given_to_whom_it_does_not_fit(officer):
    unit = UnitFactory(fit_for=["0401"])

    refused = give(unit, by=officer, workshop=workshop(makes=["0401", TOFU]))

    assert refused.code == "allocation_fits_the_varieties"
    assert f"测试食品{TOFU} ({TOFU})" in refused.reason
    assert "0401" not in refused.reason


def test_a_category_of_two_digits_fits_all_that_are_in_it(officer):
    unit = UnitFactory(fit_for=["04"])

    relocation = planned(unit, by=officer, workshop=workshop(makes=["0401", CURED_MEAT]))

    assert relocation.state == State.PLANNED


def test_units_of_the_zone_itself_are_not_given(officer):
    dormitory = UnitFactory(area__kind=AreaKind.objects.get(key="dormitory"))

    refused = give(dormitory, by=officer)

    assert refused.code == "allocation_fits_the_varieties"
    assert "no production area" in refused.reason


def test_a_workshop_of_which_nothing_is_known_is_not_given_a_unit(officer):
    refused = give(UnitFactory(), by=officer, workshop=workshop(makes=[]))

    assert "add its varieties first" in refused.reason


def test_without_a_registration_no_unit_is_given(officer):
    refused = give(UnitFactory(), by=officer, workshop=workshop(registered_to=False))

    assert refused.code == "allocation_while_registered"
    assert "applies for one first" in refused.reason


def test_a_registration_that_expires_before_the_first_day_says_which_day(officer):
    made = workshop(registered_to=ahead(10))

    refused = give(UnitFactory(), by=officer, workshop=made, starts_on=ahead(11))

    assert refused.code == "allocation_while_registered"
    assert ahead(10).isoformat() in refused.reason


def test_another_zone_s_unit_is_not_given(officer):
    relocation = RelocationFactory()

    refused = refusal(
        relocations.allocate, relocation, by=officer, unit=UnitFactory(), starts_on=ahead(0)
    )

    assert refused.code == "allocation_of_its_relocation"


@pytest.mark.parametrize("state", ["suspended", "planned"])
def test_no_unit_is_given_in_a_zone_that_is_not_ready(officer, state):
    zone = ZoneFactory(planned=True) if state == "planned" else ZoneFactory(state=state)

    assert give(UnitFactory(area__zone=zone), by=officer).code == "zone_gives_units"


def test_before_moving_in_another_unit_may_be_given_with_the_reason(officer):
    unit = UnitFactory()
    other = UnitFactory(area=unit.area)
    relocation = planned(unit, by=officer, starts_on=ahead(9))

    relocation = relocations.reallocate(
        relocation, by=officer, unit=other, starts_on=ahead(12), note="原单元排污管未接通"
    )

    assert (relocation.allocation.unit, relocation.planned_on) == (other, ahead(12))
    assert due(relocation, "zone-move-in") == [ahead(12)]
    assert planned(unit, by=officer, starts_on=ahead(9)).state == State.PLANNED


# --- Moving in -----------------------------------------------------------------------------------


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


# --- Inside and out ------------------------------------------------------------------------------


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


# --- Who sees what -------------------------------------------------------------------------------


def test_an_operator_sees_its_own_relocation_and_no_other(officer):
    unit = UnitFactory(capacity=2)
    mine, other = planned(unit, by=officer), planned(unit, by=officer)
    operator = acts_for(mine.workshop.enterprise)

    assert list(Relocation.objects.visible_to(operator)) == [mine]
    assert [each.relocation for each in Allocation.objects.visible_to(operator)] == [mine]
    assert other in Relocation.objects.visible_to(officer)


def test_a_zone_s_operator_sees_who_agreed_and_not_who_was_merely_proposed(officer):
    unit = UnitFactory()
    agreed = RelocationFactory(zone=unit.zone)
    RelocationFactory(zone=unit.zone, candidate=True)
    RelocationFactory(zone=ZoneFactory())
    operator = acts_for(unit.zone.lead, Role.ZONE_OPERATOR)

    assert list(Relocation.objects.visible_to(operator)) == [agreed]
    assert list(Zone.objects.visible_to(operator)) == [unit.zone]


def test_another_city_sees_nothing_of_it(officer, stranger):
    planned(UnitFactory(), by=officer)

    assert not Relocation.objects.visible_to(stranger).exists()
    assert not Allocation.objects.visible_to(stranger).exists()
