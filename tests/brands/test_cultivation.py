"""The way of a firm to an honour: no stage skipped, what is missing said, ends that stay (R25)."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from brands.models import Commitment, Cultivation, Requirement
from brands.services import commitments, cultivations, sweeps
from brands.workflow.cultivation import CULTIVATION, FORWARD, missing
from enterprises.services import merging
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.brands import cultivation_factories as stage
from tests.brands.factories import kind
from tests.brands.sweep_factories import cell_of, found, under_way
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, UserFactory

pytestmark = pytest.mark.django_db
STAGES = ["surveyed", "recommended", "screened", "catalogued", "visited", "cultivated", "applied"]


@pytest.fixture
def head(db):
    return stage.head()


@pytest.fixture
def leader(db):
    return UserFactory(roles=["bureau_leader"])


def refused(service, *args, **words) -> str:
    """The code with which a service refuses; nothing of it is kept."""
    with pytest.raises(TransitionRefused) as info, transaction.atomic():
        service(*args, **words)
    assert info.value.reason
    return info.value.code


# --- The whole way --------------------------------------------------------------------------------


def test_a_firm_goes_from_a_sweep_to_an_honour(head):
    finding = found(cell_of(under_way(by=head)), by=head)
    cultivation = stage.applied(by=head, enterprise=finding.enterprise, finding=finding)
    cultivation = cultivations.win(
        cultivation, by=head, number="粤名牌0001", source="公告", granted_on=timezone.localdate()
    )
    assert cultivation.state == "won"
    honour = cultivation.honour
    assert (honour.enterprise, honour.number) == (finding.enterprise, "粤名牌0001")
    assert honour.product == cultivation.product
    steps = list(cultivation.log.order_by("pk").values_list("to_state", flat=True))
    assert steps == [*STAGES[1:], "won"]


def test_a_firm_that_was_merged_while_it_applied_is_honoured_under_its_one_name(head):
    """Both rows of it were on the way to the same honour: one case stays with the tombstone."""
    case = stage.applied(by=head)
    survivor = stage.begun(by=head, product=case.product).enterprise
    merging.merge(survivor, case.enterprise, by=head)
    case.refresh_from_db()
    assert case.enterprise.merged_into == survivor
    case = cultivations.win(case, by=head, number="粤名牌0002", source="公告")
    assert case.honour.enterprise == survivor


def test_an_application_that_fails_says_why_and_the_firm_may_try_again(head):
    cultivation = stage.applied(by=head)
    assert refused(cultivations.lose, cultivation, by=head, note=" ") == "no_reason"
    lost = cultivations.lose(cultivation, by=head, note="市场占有率不足")
    assert (lost.state, lost.closed_on) == ("lost", timezone.localdate())
    again = stage.begun(by=head, enterprise=lost.enterprise, product=lost.product)
    assert again.state == "surveyed"


@pytest.mark.parametrize("at", STAGES)
def test_no_stage_is_skipped(head, at):
    """Whatever step does not lead on from a stage is refused there, by code and in words."""
    builders = {"surveyed": stage.begun} | {name: getattr(stage, name) for name in STAGES[1:]}
    cultivation = builders[at](by=head)
    assert cultivation.state == at
    for step in CULTIVATION.steps.values():
        if at in step.sources:
            continue
        with pytest.raises(TransitionRefused) as info:
            CULTIVATION.check(cultivation, step.name, by=head)
        assert info.value.code in ("wrong_state", "forbidden")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "screened"}, "cultivation_recommended_by_somebody"),
        ({"state": "applied"}, "cultivation_"),
        ({"state": "won"}, "cultivation_"),
        ({"score": 101}, "cultivation_score_of_100"),
        ({"state": "somewhere"}, "cultivation_"),
        ({"closed_on": dt.date(2026, 1, 1)}, "cultivation_closed_on_iff_ended"),
    ],
)
def test_the_database_keeps_stages_in_order_by_itself(head, values, constraint):
    cultivation = stage.begun(by=head)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Cultivation.objects.filter(pk=cultivation.pk).update(**values)


# --- What is missing ------------------------------------------------------------------------------


def codes(cultivation) -> list[str]:
    return [each.code for each in missing(cultivation)]


def test_what_is_missing_is_what_the_step_refuses_with(head):
    cultivation = stage.recommended(by=head)
    assert codes(cultivation) == ["screened_by_somebody"]
    assert refused(cultivations.screen, cultivation, by=head) == "screened_by_somebody"
    stage.scored(cultivation, by=head, share=0.3)
    [low] = missing(cultivation)
    assert (low.code, low.overridable) == ("reaches_the_pass_mark", True)
    assert refused(cultivations.screen, cultivation, by=head) == "reaches_the_pass_mark"


def test_a_low_score_is_passed_over_only_with_a_reason_by_who_may(head, leader):
    cultivation = stage.recommended(by=head)
    stage.scored(cultivation, by=head, share=0.3)
    refusal = refused(cultivations.screen, cultivation, by=head, override="镇里力荐")
    assert refusal == "reaches_the_pass_mark"
    done = cultivations.screen(cultivation, by=leader, override="产业带动作用大")
    assert done.state == "screened"
    assert done.log.last().override == "产业带动作用大"


def test_an_application_lacks_what_nobody_settled(head):
    cultivation = stage.cultivated(by=head)
    assert codes(cultivation) == ["papers_complete", "assistance_finished", "conditions_met"]
    assert [each.overridable for each in missing(cultivation)] == [False, True, True]
    for commitment in cultivation.commitments.filter(area="materials"):
        commitments.meet(commitment, by=head, result="已装订")
    assert codes(cultivation) == ["assistance_finished", "conditions_met"]


def test_a_firm_that_stopped_goes_no_further(head):
    cultivation = stage.begun(by=head)
    cultivation.enterprise.status = "suspended"
    cultivation.enterprise.save()
    code = refused(cultivations.recommend, cultivation, by=head, recommended_by="镇", because="好")
    assert code == "firm_is_operating"


def test_nobody_aims_at_an_honour_that_is_not_granted_any_more(head):
    cultivation = stage.begun(by=head, kind=kind("china-name-brand"))
    assert "kind_is_granted" in codes(cultivation)


def test_what_ended_lacks_nothing(head):
    cultivation = cultivations.drop(stage.begun(by=head), by=head, note="企业外迁")
    assert missing(cultivation) == []
    assert set(FORWARD) == set(STAGES)


# --- Beginning ------------------------------------------------------------------------------------


def test_one_firm_is_on_the_way_to_one_honour_once(head):
    first = stage.begun(by=head)
    with pytest.raises(ValidationError, match="already"), transaction.atomic():
        stage.begun(by=head, enterprise=first.enterprise)
    assert stage.begun(by=head, enterprise=first.enterprise, product="另一产品").pk


def test_a_candidate_is_taken_as_the_sweep_found_it(head):
    finding = found(cell_of(under_way(by=head)), by=head)
    code = refused(stage.begun, by=head, enterprise=EnterpriseFactory(), finding=finding)
    assert code == "another_firm"
    cultivation = stage.begun(by=head, enterprise=finding.enterprise, finding=finding)
    assert finding.cultivation == cultivation
    assert refused(sweeps.withdraw, finding, by=head, because="认错了") == "cultivated"


def test_what_was_recommended_is_not_corrected_any_more(head):
    cultivation = stage.begun(by=head)
    cultivation.product = "测试 电压力锅"
    cultivation = cultivations.save(cultivation, by=head, version=cultivation.version)
    cultivation = cultivations.recommend(
        cultivation, by=head, recommended_by="镇", because="有销路"
    )
    cultivation.product = "别的"
    code = refused(cultivations.save, cultivation, by=head, version=cultivation.version)
    assert code == "recommended"


def test_a_kind_of_product_wants_a_product(head):
    with pytest.raises(ValidationError, match="product"):
        stage.begun(by=head, product="")
    with pytest.raises(ValidationError, match="enterprise"):
        stage.begun(by=head, kind=kind("guangdong-quality-award"))


# --- Visits and commitments -----------------------------------------------------------------------


def test_a_visit_comes_after_the_catalogue_and_is_never_changed(head):
    cultivation = stage.screened(by=head)
    assert refused(stage.visit_of, cultivation, by=head) == "wrong_state"
    stage.issued(by=head)
    cultivation.refresh_from_db()
    assert refused(cultivations.visited, cultivation, by=head) == "visited_at_least_once"
    visit = stage.visit_of(cultivation, by=head)
    assert cultivations.visited(cultivation, by=head).strengths == visit.strengths
    with pytest.raises(DatabaseError), transaction.atomic():
        type(visit).objects.filter(pk=visit.pk).update(met="别人")


def test_beginning_makes_a_commitment_of_everything_that_is_asked(head):
    cultivation = stage.cultivated(by=head)
    asked = Requirement.objects.asked_of(cultivation.kind, timezone.localdate())
    assert cultivation.commitments.count() == asked.count() == 20
    due = Deadline.objects.filter(term="brand-commitment").open()
    assert due.count() == asked.count()
    assert set(due.values_list("holder", flat=True)) == {cultivation.officer_id}
    # What is asked of every kind is asked once, however often it is gone through.
    again = commitments.open_requirements(cultivation, owner=head, due_on=timezone.localdate())
    assert again == []


def promised(cultivation, by, **facts):
    facts = {"words": "协调扩建用地", "owner": by, "due_on": timezone.localdate()} | facts
    return commitments.promise(Commitment(cultivation=cultivation, **facts), by=by)


def test_a_promise_is_met_once_with_a_word_of_proof(head):
    promise = promised(stage.catalogued(by=head), head)
    assert refused(commitments.meet, promise, by=head, result="") == "no_reason"
    done = commitments.meet(promise, by=head, result="用地批复已下")
    assert (done.state, done.settled_by) == ("met", head)
    assert not Deadline.objects.of(promise).open().exists()
    assert refused(commitments.meet, promise, by=head, result="再次") == "settled"
    with pytest.raises(DatabaseError), transaction.atomic():
        Commitment.objects.filter(pk=promise.pk).update(result="改写")


def test_what_is_not_needed_is_said_by_who_decides(head):
    promise = promised(stage.catalogued(by=head), head)
    officer = UserFactory(roles=["brand_officer"])
    assert refused(commitments.waive, promise, by=officer, because="不适用") == "forbidden"
    assert commitments.waive(promise, by=head, because="不适用").state == "waived"


def test_a_promise_moves_to_another_person_or_day(head):
    promise = promised(stage.catalogued(by=head), head)
    later = timezone.localdate() + dt.timedelta(days=20)
    other = UserFactory(roles=["brand_officer"])
    assert refused(commitments.give, promise, by=head, owner=other, due_on=later) == "no_reason"
    commitments.give(promise, by=head, owner=other, due_on=later, because="等批复")
    deadline = Deadline.objects.of(promise).open().get()
    assert (deadline.due_on, deadline.holder) == (later, other)


def test_what_ends_owes_nothing_any_more(head):
    cultivation = stage.cultivated(by=head)
    cultivations.drop(cultivation, by=head, note="企业外迁")
    assert not Deadline.objects.filter(term="brand-commitment").open().exists()
    assert cultivation.commitments.open().exists()
    promise = cultivation.commitments.first()
    assert refused(commitments.meet, promise, by=head, result="已办") == "ended"


# --- Who sees what --------------------------------------------------------------------------------


def test_nobody_elsewhere_sees_it_or_takes_a_step(head, stranger):
    cultivation = stage.recommended(by=head, enterprise=EnterpriseFactory(division_id=CHENCUN))
    for model in (Cultivation, Commitment):
        assert not model.objects.visible_to(stranger).exists()
    with pytest.raises(Cultivation.DoesNotExist):
        stage.scored(cultivation, by=stranger)
