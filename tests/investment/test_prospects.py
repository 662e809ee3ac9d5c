"""A firm counted once: its names, its stages, its clocks, handed over and joined."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from enterprises.models import Enterprise
from investment.models import Contact, Prospect, ProspectFigure, ProspectTask, ProspectVisit
from investment.services import followup, prospects, trips
from investment.workflow.prospect import RESPONSE, RHYTHM
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline, TermRule
from qualitysup.clock.services.sweep import sweep
from qualitysup.notices.models import Notice
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.investment.factories import days, entered

pytestmark = pytest.mark.django_db
State, Intention = Prospect.State, Prospect.Intention


def open_terms(prospect):
    return set(Deadline.objects.of(prospect).open().values_list("term", flat=True))


def refused(code):
    return pytest.raises(TransitionRefused, check=lambda refusal: refusal.code == code)


# --- Names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again", ["示例电器", "示例电器有限公司", "佛山市顺德区示例电器有限公司", "示例 电器"]
)
def test_a_firm_is_entered_once_under_whatever_name(officer, colleague, again):
    entered(officer, name="示例电器有限公司")
    with refused("known") as refusal:
        entered(colleague, name=again)
    assert "示例电器有限公司 goes by the name" in refusal.value.reason
    assert Prospect.objects.count() == 1


def test_another_bureau_may_speak_with_the_same_firm(officer):
    entered(officer, name="示例电器")
    elsewhere = UserFactory(roles=["investment_officer"])
    assert entered(elsewhere, name="示例电器").division_id == elsewhere.home_id


def test_it_is_found_by_every_name_and_by_initials(officer):
    firm = entered(officer, name="示例电器")
    prospects.also_called(firm, by=officer, name="晨星家电集团")
    for typed in ("示例", "晨星", "sldq", "cxjd"):
        assert list(Prospect.objects.search(typed)) == [firm]
    assert not Prospect.objects.search("别处").exists()


def test_a_name_of_another_firm_is_refused_with_what_to_do(officer):
    entered(officer, name="示例电器")
    other = entered(officer, name="晨星家电")
    with refused("known") as refusal:
        prospects.also_called(other, by=officer, name="示例电器有限公司")
    assert "join the two" in refusal.value.reason


def test_three_names_become_one_firm_with_all_that_they_held(officer, head):
    first = entered(officer, name="示例电器")
    second = entered(officer, name="晨星家电")
    third = entered(officer, name="SL 电器")
    ProspectFigure.objects.create(prospect=second, year=2025, kind="sales", value=100)
    ProspectFigure.objects.create(prospect=first, year=2024, kind="sales", value=90)
    ProspectFigure.objects.create(prospect=second, year=2024, kind="sales", value=80)
    trips.book(ProspectVisit(prospect=third, officer=officer, planned_on=days(2)), by=officer)
    followup.contact(second, by=officer, words="电话联系", on=days(0))
    for other in (second, third):
        prospects.join(other, by=head, into=first, note="同一企业")
    first.refresh_from_db()

    assert list(Prospect.objects.once()) == [first]
    assert set(first.names.values_list("name", flat=True)) == {"示例电器", "晨星家电", "SL 电器"}
    # What both told of one year stays as the one that goes on has it.
    assert set(first.figures.values_list("year", "value")) == {(2025, 100), (2024, 90)}
    assert first.visits.booked().count() == 1
    assert first.last_contact_on == timezone.localdate()
    assert not open_terms(second)
    assert list(Prospect.objects.search("晨星").once()) == [first]
    with refused("known"):
        entered(officer, name="晨星家电有限公司")


def test_a_double_is_not_taken_up_again_nor_joined_to(officer, head):
    first, second, third = (entered(officer, name=name) for name in ("甲电器", "乙电器", "丙电器"))
    prospects.join(second, by=head, into=first, note="同一企业")
    with refused("is_no_double"):
        prospects.reopen(second, by=head, note="再试")
    with refused("not_there"):
        prospects.join(third, by=head, into=second, note="同一企业")
    with refused("itself"):
        prospects.join(third, by=head, into=third, note="同一企业")


def test_two_booked_visits_stand_in_the_way_of_joining(officer, head):
    first, second = entered(officer, name="甲电器"), entered(officer, name="乙电器")
    for firm in (first, second):
        visit = ProspectVisit(prospect=firm, officer=officer, planned_on=days(1))
        trips.book(visit, by=officer)
    with refused("booked_twice"):
        prospects.join(second, by=head, into=first, note="同一企业")
    assert Prospect.objects.once().count() == 2


# --- Clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("intention", Prospect.WARM)
def test_a_fresh_lead_is_answered_assessed_told_and_kept_in_touch_with(officer, intention):
    firm = entered(officer, intention=intention)
    assert open_terms(firm) == {*RESPONSE, RHYTHM[intention]}
    due = Deadline.objects.of(firm).get(term=RHYTHM[intention])
    assert firm.next_contact_on == due.due_on
    assert due.holder == officer


@pytest.mark.parametrize("intention", ["none", "elsewhere"])
def test_nobody_is_reminded_of_a_firm_without_intention(officer, intention):
    firm = entered(officer, intention=intention)
    assert not Deadline.objects.of(firm).exists()
    assert firm.next_contact_on is None
    assert not Prospect.objects.warm().exists()


def test_an_old_lead_begins_no_clock_that_ended_before_it_came(officer):
    firm = entered(officer, found_on=dt.date(2008, 6, 2))
    assert open_terms(firm) == {RHYTHM["near"]}
    assert firm.next_contact_on > timezone.localdate()


def test_each_purpose_ends_its_own_clock(officer):
    firm = entered(officer)
    for purpose, left in (
        (Contact.Purpose.ANSWER, set(RESPONSE[1:])),
        (Contact.Purpose.ASSESSMENT, {RESPONSE[2]}),
        (Contact.Purpose.FEEDBACK, set()),
    ):
        followup.contact(firm, by=officer, words="已办", purpose=purpose)
        assert open_terms(firm) == {*left, RHYTHM["near"]}


def test_an_assessment_is_no_contact(officer):
    firm = entered(officer)
    followup.contact(firm, by=officer, words="研判", purpose=Contact.Purpose.ASSESSMENT)
    firm.refresh_from_db()
    assert firm.last_contact_on is None


def test_a_contact_begins_the_rhythm_anew_and_an_old_one_changes_nothing(officer, time_machine):
    firm = entered(officer)
    planned = firm.next_contact_on
    time_machine.move_to(timezone.now() + dt.timedelta(days=5))
    followup.contact(firm, by=officer, words="上月的信", on=days(-30))
    firm.refresh_from_db()
    assert firm.next_contact_on == planned
    assert firm.last_contact_on == days(-30)
    followup.contact(firm, by=officer, words="电话")
    firm.refresh_from_db()
    assert firm.next_contact_on > planned
    met = Deadline.objects.of(firm).filter(term=RHYTHM["near"], met_on__isnull=False)
    assert met.count() == 1


def test_another_intention_has_another_rhythm(officer):
    firm = entered(officer)
    firm.intention = Intention.MID
    prospects.save(firm, by=officer)
    assert open_terms(firm) == {*RESPONSE, RHYTHM["mid"]}
    firm.intention = Intention.NONE
    prospects.save(firm, by=officer)
    assert not open_terms(firm)
    assert firm.next_contact_on is None


def test_the_rhythm_is_a_dated_rule(officer):
    TermRule.objects.filter(term=RHYTHM["near"]).update(amount=3)
    firm = entered(officer)
    assert firm.next_contact_on <= days(6)


def test_the_sweep_reminds_of_the_three_and_of_nobody_else(officer, head, leader, time_machine):
    warm = [
        entered(officer, name=f"示例{word}客商", intention=intention)
        for word, intention in (("甲", "near"), ("乙", "mid"), ("丙", "conditional"))
    ]
    for word, intention in (("丁", "none"), ("戊", "elsewhere")):
        entered(officer, name=f"示例{word}客商", intention=intention)
    time_machine.move_to(timezone.now() + dt.timedelta(days=200))
    sweep()
    told = set(Notice.objects.values_list("topic", flat=True))
    watched = Deadline.objects.filter(pk__in=[int(topic.split(":")[1]) for topic in told])
    assert {each.case for each in watched} == set(warm)
    assert set(Prospect.objects.silent()) == set(warm)


# --- Stages ---------------------------------------------------------------------------------------


def test_a_lead_goes_all_the_way(officer):
    firm = entered(officer)
    with refused("spoken_with"):
        prospects.talk(firm, by=officer)
    followup.contact(firm, by=officer, words="电话")
    firm = prospects.talk(firm, by=officer)
    firm = prospects.sign(firm, by=officer, signed_yi="1.5", contract="合同1号")
    firm = prospects.start(firm, by=officer)
    firm = prospects.fund(firm, by=officer, arrived_yi="0.6")
    assert open_terms(firm)
    firm = prospects.produce(firm, by=officer)
    firm.refresh_from_db()
    assert (firm.state, firm.contract, str(firm.signed_yi)) == ("producing", "合同1号", "1.5000")
    assert firm.next_contact_on is None
    assert not open_terms(firm)
    assert not Prospect.objects.warm().exists()


def test_without_an_intention_there_are_no_talks(officer):
    firm = entered(officer, intention="none")
    followup.contact(firm, by=officer, words="电话")
    with refused("has_an_intention"):
        prospects.talk(firm, by=officer)


def test_a_contract_over_nothing_is_refused(officer):
    firm = entered(officer)
    followup.contact(firm, by=officer, words="电话")
    firm = prospects.talk(firm, by=officer)
    with pytest.raises(ValidationError):
        prospects.sign(firm, by=officer, signed_yi=0)
    firm.refresh_from_db()
    assert firm.state == State.TALKS


def test_who_went_elsewhere_is_closed_with_the_place(officer):
    firm = entered(officer)
    with refused("no_place"):
        prospects.close(firm, by=officer, because="elsewhere", note="已在他处签约")
    firm = prospects.close(
        firm,
        by=officer,
        because="elsewhere",
        note="已在他处签约",
        went_to="示例市",
        went_because="离原材料近",
    )
    assert (firm.went_to, firm.went_because) == ("示例市", "离原材料近")
    assert not open_terms(firm)
    assert list(Prospect.objects.elsewhere()) == [firm]
    with refused("ended"):
        followup.contact(firm, by=officer, words="电话")
    with refused("ended"):
        prospects.save(firm, by=officer)


def test_what_is_closed_owes_nothing_and_may_be_taken_up_again(officer):
    firm = entered(officer)
    task = ProspectTask(prospect=firm, kind="ours", words="回电", owner=officer, due_on=days(3))
    followup.owe(task, by=officer)
    firm = prospects.close(firm, by=officer, because="silent", note="三个月没有回音")
    task.refresh_from_db()
    assert task.state == "dropped"
    assert not Deadline.objects.of(task).open().exists()
    firm = prospects.reopen(firm, by=officer, note="来电了")
    firm.refresh_from_db()
    assert firm.state == State.LEAD
    assert firm.next_contact_on is not None
    assert open_terms(firm) == {RHYTHM["near"]}


def test_a_booked_visit_stands_in_the_way_of_closing(officer):
    firm = entered(officer)
    trips.book(ProspectVisit(prospect=firm, officer=officer, planned_on=days(1)), by=officer)
    with refused("booked"):
        prospects.close(firm, by=officer, because="other", note="不谈了")


def test_it_is_linked_with_the_register_and_copied_nowhere(officer):
    firm = entered(officer, name="示例电器")
    registered = EnterpriseFactory(division_id="420202000000", name="黄石示例电器有限公司")
    before = Enterprise.objects.count()
    prospects.link(firm, by=officer, enterprise=registered)
    firm.refresh_from_db()
    assert firm.enterprise == registered
    assert Enterprise.objects.count() == before
    abroad = EnterpriseFactory()
    with pytest.raises(ValidationError, match="outside yours"):
        prospects.link(firm, by=officer, enterprise=abroad)


# --- Handed over ----------------------------------------------------------------------------------


def test_an_officer_leaves_and_everything_goes_to_another(officer, colleague, head):
    firm = entered(officer)
    task = ProspectTask(prospect=firm, kind="ours", words="回电", owner=officer, due_on=days(3))
    followup.owe(task, by=officer)
    visit = ProspectVisit(prospect=firm, officer=officer, planned_on=days(2))
    trips.book(visit, by=officer)
    assert prospects.hand_over([firm], to=colleague, by=head) == 1
    for row in (firm, task, visit):
        row.refresh_from_db()
    assert (firm.owner, task.owner, visit.officer) == (colleague, colleague, colleague)
    held = Deadline.objects.open().filter(holder=officer)
    assert not held.exists()
    assert Deadline.objects.open().filter(holder=colleague).count() == 5


def test_with_the_last_firm_goes_what_is_owed_to_firms_of_others(officer, colleague, head):
    mine = [entered(officer, name=name) for name in ("甲客商", "乙客商")]
    theirs = entered(head, name="丙客商")
    task = ProspectTask(prospect=theirs, kind="ours", words="回电", owner=officer, due_on=days(3))
    followup.owe(task, by=head)
    prospects.hand_over(mine[:1], to=colleague, by=head)
    task.refresh_from_db()
    assert task.owner == officer
    prospects.hand_over(mine[1:], to=colleague, by=head)
    task.refresh_from_db()
    theirs.refresh_from_db()
    assert (task.owner, theirs.owner) == (colleague, head)
    assert not Deadline.objects.open().filter(holder=officer).exists()


def test_nothing_is_handed_to_somebody_who_does_not_work_on_it(officer, colleague, head):
    firm = entered(officer)
    stranger = UserFactory(home_id=HUANGSHI, divisions=[HUANGSHI])
    with refused("not_for_them"):
        prospects.hand_over([firm], to=stranger, by=head)
    with refused("forbidden"):
        prospects.hand_over([firm], to=colleague, by=officer)
    firm.refresh_from_db()
    assert firm.owner == officer


def test_an_officer_of_another_bureau_cannot_take_it(officer, head):
    firm = entered(officer)
    elsewhere = UserFactory(roles=["investment_officer"])
    with refused("not_for_them"):
        prospects.hand_over([firm], to=elsewhere, by=head)
    firm.refresh_from_db()
    assert firm.owner == officer


# --- Constraints ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {"horizon_from": dt.date(2027, 1, 1), "horizon_to": dt.date(2026, 1, 1)},
        {"invest_from": 3, "invest_to": 2},
        {"invest_from": -1},
    ],
)
def test_what_contradicts_itself_is_refused_in_words(officer, broken):
    with pytest.raises(ValidationError) as refusal:
        entered(officer, **broken)
    assert refusal.value.messages[0].endswith(".")
    assert not Prospect.objects.exists()


def test_contacts_are_never_rewritten(officer):
    firm = entered(officer)
    made = followup.contact(firm, by=officer, words="电话")
    with pytest.raises(Exception, match="append"), transaction.atomic():
        Contact.objects.filter(pk=made.pk).update(words="别的")
    assert connection.is_usable()
