"""What the law says of sampling, result, objection and re-test, by the services."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from inspections.models import RectificationOrder, Sample, TestResult
from inspections.services import orders, results, retests, samples, sampling
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.services import deadlines
from qualitysup.dashboard import figures, registry
from qualitysup.documents.models import IssuedDocument
from tests.dashboard.watching import ever
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections import sampled
from tests.inspections.factories import (
    LaboratoryFactory,
    SampleFactory,
    SamplingPlanFactory,
    SuperiorSamplingFactory,
    TestResultFactory,
)
from tests.inspections.sampled import Way, sample_in

pytestmark = pytest.mark.django_db
State = Sample.State


@pytest.fixture
def anybody():
    """Somebody who may take every step of a sample."""
    return UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD], badged=True)


def refusal(service, sample, **words):
    """The code of the refusal; nothing is changed and nothing is logged by it."""
    before, logged = Sample.objects.values().get(pk=sample.pk), sample.log.count()
    with pytest.raises(TransitionRefused) as refused, transaction.atomic():
        service(sample, **words)
    assert Sample.objects.values().get(pk=sample.pk) == before
    assert sample.log.count() == logged
    return refused.value.code


# --- Drawing --------------------------------------------------------------------------------------


def test_every_state_is_reached_by_the_services():
    for state in State:
        sample = sample_in(state)

        taken = [entry.to_state for entry in sample.log.order_by("pk")]
        assert (taken or ["draft"])[-1] == state


def test_the_sheet_keeps_the_party_of_the_day_and_gives_the_number(anybody):
    sample = samples.draw(SampleFactory(), by=anybody)

    paper = IssuedDocument.objects.of(sample).get()
    assert (sample.number, paper.kind) == (paper.number, "sampling_sheet")
    assert sample.party_name == sample.enterprise.name
    assert paper.facts["sample"]["backup_quantity"] == "1"
    assert len(paper.facts["samplers"]) == 2


def test_one_sampler_is_too_few(anybody):
    sample = SampleFactory(samplers=[UserFactory(badged=True)])

    assert refusal(samples.draw, sample, by=anybody) == "two_valid_badges"


def test_a_badge_that_ended_yesterday_does_not_draw(anybody):
    late = UserFactory(badged=True, badge_valid_to=timezone.localdate() - dt.timedelta(days=1))
    sample = SampleFactory(samplers=[UserFactory(badged=True), late])

    assert refusal(samples.draw, sample, by=anybody) == "two_valid_badges"


def test_the_database_lets_no_sheet_of_one_sampler_pass():
    sample = SampleFactory(samplers=[UserFactory(badged=True)])
    sample.state, sample.drawn_on, sample.number = (
        "drawn",
        timezone.localdate(),
        "顺市监抽样〔2026〕1号",
    )
    sample.party_name = "测试"

    with pytest.raises(IntegrityError, match="fewer than two"), transaction.atomic():
        sample.save()


def test_an_unsigned_sheet_is_not_issued(anybody):
    sample = SampleFactory(signed_by="", signature_refused="")

    assert refusal(samples.draw, sample, by=anybody) == "unsigned"
    assert not IssuedDocument.objects.of(sample).exists()


def test_no_more_is_taken_than_was_there(anybody):
    with pytest.raises(ValidationError, match="more than what was there"), transaction.atomic():
        samples.save_draft(sampled_with(base_quantity=1), by=anybody)


def sampled_with(**facts):
    sample = SampleFactory()
    for name, value in facts.items():
        setattr(sample, name, value)
    return sample


def test_what_the_superior_sampled_is_not_sampled_again_in_the_period(anybody):
    sample = SampleFactory()
    SuperiorSamplingFactory(enterprise=sample.enterprise, product=sample.product)

    assert refusal(samples.draw, sample, by=anybody) == "not_sampled_by_superior"


@pytest.mark.parametrize("other", ["enterprise", "product", "period"])
def test_another_enterprise_product_or_period_may_be_sampled(anybody, other):
    sample = SampleFactory()
    facts = {"enterprise": sample.enterprise, "product": sample.product}
    if other == "enterprise":
        del facts["enterprise"]
    elif other == "product":
        facts["product"] = "注塑机"
    else:
        facts["sampled_on"] = timezone.localdate().replace(month=1, day=1) - dt.timedelta(days=1)
    SuperiorSamplingFactory(**facts)

    assert samples.draw(sample, by=anybody).state == State.DRAWN


def test_what_was_drawn_for_the_superior_counts_as_sampled_by_it(anybody):
    plan = SamplingPlanFactory(superiors=True)
    first = SampleFactory(plan=plan, product=plan.product)
    samples.draw(first, by=anybody)
    second = SampleFactory(enterprise=first.enterprise, product=plan.product)

    assert refusal(samples.draw, second, by=anybody) == "not_sampled_by_superior"


def test_a_plan_draws_only_so_often_from_one_enterprise(anybody):
    plan = SamplingPlanFactory(times_per_enterprise=1)
    first = SampleFactory(plan=plan, product=plan.product)
    second = SampleFactory(plan=plan, product=plan.product, enterprise=first.enterprise)
    samples.draw(first, by=anybody)

    assert refusal(samples.draw, second, by=anybody) == "within_the_plan"


def test_a_refused_sampling_counts_in_no_plan(anybody):
    plan = SamplingPlanFactory()
    sample = SampleFactory(plan=plan, product=plan.product)

    samples.refuse_sampling(sample, by=anybody, refusal="fee", note="要求支付费用")

    assert type(plan).objects.for_list().get(pk=plan.pk).drawn_count == 0


def test_plan_against_done_counts_each_by_itself(anybody):
    plan = SamplingPlanFactory()
    for state in ("drawn", "passed", "failed", "overturned", "discarded"):
        sample_in(state, plan=plan, product=plan.product)

    found = type(plan).objects.for_list().get(pk=plan.pk)

    assert (found.drawn_count, found.tested_count, found.failed_count) == (4, 3, 1)


def test_a_plan_under_which_samples_were_drawn_keeps_its_product(anybody):
    plan = SamplingPlanFactory()
    sample_in("drawn", plan=plan, product=plan.product)
    plan.product = "注塑机"

    with pytest.raises(TransitionRefused) as refused:
        sampling.keep_plan(plan, by=anybody)
    assert refused.value.code == "drawn"


def test_a_producer_of_the_register_in_another_county_lies_elsewhere(anybody):
    sample = samples.draft(
        by=anybody,
        enterprise=EnterpriseFactory(),
        producer=EnterpriseFactory(division_id=HUANGSHI),
        product="锻压机械",
        standard="GB 17120",
        base_quantity=2,
        sample_quantity=1,
        unit="台",
        place=Sample.Place.MARKET,
        seals="封条 1",
    )

    assert sample.producer_elsewhere
    assert sample.producer_name == sample.producer.name


# --- Testing --------------------------------------------------------------------------------------


def test_a_laboratory_whose_accreditation_ended_tests_nothing(anybody):
    sample = sample_in("drawn")
    late = LaboratoryFactory(cma_valid_to=timezone.localdate() - dt.timedelta(days=1))

    assert refusal(samples.send, sample, by=anybody, laboratory=late) == "not_accredited"


def test_what_the_laboratory_found_becomes_a_test_result():
    sample = sample_in("failed")

    result = sample.result
    assert not result.passed
    assert result.failures == ["防护装置：缺失", "急停：响应时间超标"]
    assert (result.enterprise, result.laboratory) == (sample.enterprise, sample.laboratory.name)
    assert result.sample == sample


def test_the_same_report_is_recorded_once(anybody):
    first, second = sample_in("passed"), sample_in("drawn")
    samples.send(second, by=anybody, laboratory=first.laboratory)
    samples.receive(second, by=anybody)

    with pytest.raises(ValidationError, match="on record already"):
        samples.pass_test(second, by=anybody, report_number=first.result.report_number)
    assert Sample.objects.get(pk=second.pk).state == State.TESTING


def test_a_test_before_the_laboratory_had_the_sample_is_refused(anybody):
    sample = sample_in("testing")
    early = sample.received_on - dt.timedelta(days=1)
    words = {"report_number": "JY-0", "tested_on": early}

    assert refusal(samples.pass_test, sample, by=anybody, **words) == "tested_elsewhen"
    assert not TestResult.objects.exists()


# --- Clocks ---------------------------------------------------------------------------------------


@time_machine.travel("2026-05-12 10:00+08:00")
def test_the_terms_of_a_sample_fall_on_the_days_that_the_law_says():
    """Drawn 15 April 2026; 1 to 5 May are a holiday and 9 May is worked."""
    way = Way(SampleFactory(), begins_on=dt.date(2026, 4, 15))
    sampled.failed(way)
    assert deadlines.of(way.sample, "notify-result").due_on == dt.date(2026, 4, 29)

    way.day = dt.date(2026, 4, 27)
    way.take(samples.notify).serve()
    # The golden vector of 产品质量法 15: told on 27 April, may ask until 12 May.
    assert deadlines.of(way.sample, "objection").due_on == dt.date(2026, 5, 12)
    assert deadlines.of(way.sample, "notify-result").met_on == dt.date(2026, 4, 27)

    way.day = dt.date(2026, 5, 6)
    way.take(retests.object_to, reasons="有异议")
    assert deadlines.of(way.sample, "retest-decision").due_on == dt.date(2026, 5, 9)
    assert deadlines.of(way.sample, "objection").met_on == dt.date(2026, 5, 6)


def test_the_fifteen_days_run_from_receipt_and_not_from_issue(anybody):
    sample = sample_in("failed")

    samples.notify(sample, by=anybody)

    assert deadlines.of(sample, "objection") is None


def test_a_corrected_proof_of_service_moves_the_last_day():
    sample = sample_in("notified")
    later = sample.notice_received_on + dt.timedelta(days=4)

    samples.party_received(sample, by=sample.officer, on=later)

    term = deadlines.of(sample, "objection")
    assert (term.started_on, term.is_open) == (later, True)
    assert TestResult.objects.get(sample=sample).notified_on == later


def test_a_passed_sample_starts_no_time_to_object():
    way = Way(SampleFactory(), begins_on=timezone.localdate() - dt.timedelta(days=20))
    sampled.passed(way).take(samples.notify).serve()

    assert deadlines.of(way.sample, "objection") is None


# --- Objection and re-test ------------------------------------------------------------------------


def late_request():
    way = Way(SampleFactory(), begins_on=timezone.localdate() - dt.timedelta(days=60))
    sampled.told(way).later(30).take(retests.object_to, reasons="有异议")
    return way


def test_a_request_after_the_last_day_can_only_be_refused():
    way = late_request()

    assert refusal(retests.accept, way.sample, by=way.by) == "asked_for_in_time"

    way.take(retests.refuse, note="申请已逾期")
    paper = IssuedDocument.objects.of(way.sample).get(kind="retest_refusal")
    assert paper.facts["request"]["late_after"] == way.sample.objection_due_on.isoformat()


def test_a_request_on_the_last_day_is_in_time():
    way = Way(SampleFactory(), begins_on=timezone.localdate() - dt.timedelta(days=60))
    sampled.told(way)
    way.day = deadlines.of(way.sample, "objection").due_on
    way.take(retests.object_to, reasons="有异议").take(retests.accept)

    assert way.sample.state == State.RETEST_ACCEPTED


def test_without_a_backup_nothing_is_re_tested(anybody):
    sample = sample_in("objected", backup_quantity=0)

    assert refusal(retests.accept, sample, by=anybody) == "backup_can_be_tested"


def test_a_broken_seal_is_said_and_kept(anybody):
    sample = retests.note_spoiled_backup(sample_in("objected"), by=anybody, why="封条0002断裂")

    with pytest.raises(TransitionRefused, match="封条0002断裂"):
        retests.accept(sample, by=anybody)


def test_the_first_laboratory_does_not_make_the_re_test(anybody):
    sample = sample_in("retest_accepted")
    words = {"by": anybody, "laboratory": sample.laboratory}

    assert refusal(retests.order, sample, **words) == "same_laboratory"


def test_a_re_test_is_asked_for_once(anybody):
    sample = samples.order(sample_in("retest_refused"), by=anybody)

    words = {"by": anybody, "reasons": "仍有异议"}
    assert refusal(retests.object_to, sample, **words) == "asked_for_once"


def test_what_passed_is_not_objected_to(anybody):
    sample = samples.notify(sample_in("passed"), by=anybody)

    assert refusal(retests.object_to, sample, by=anybody, reasons="有异议") == "has_failed"


# --- The order ------------------------------------------------------------------------------------


def test_a_failed_sample_becomes_an_order_in_one_step(anybody):
    sample = samples.order(sample_in("notified"), by=anybody)

    order = RectificationOrder.objects.get()
    assert order.test_result == sample.result
    assert [item.requirement for item in order.items.all()] == sample.result.failures


def test_an_order_drafted_from_the_result_is_found_and_not_drafted_twice(anybody):
    sample = sample_in("notified")
    order = results.order_from(sample.result, by=anybody)

    samples.order(sample, by=anybody)

    assert RectificationOrder.objects.get() == order


def test_the_time_to_object_runs_on_the_sample_alone(anybody):
    sample = samples.order(sample_in("notified"), by=anybody)
    order = orders.issue(sample.result.orders.get(), by=anybody)

    assert deadlines.of(order, "objection") is None
    assert deadlines.of(sample, "objection").is_open
    with pytest.raises(TransitionRefused) as refused:
        orders.object_to(order, by=anybody, filed_on=timezone.localdate(), reasons="有异议")
    assert refused.value.code == "sampled"


def test_an_order_from_the_desk_keeps_its_own_clock(anybody):
    result = TestResultFactory()
    order = orders.draft(
        by=anybody,
        enterprise=result.enterprise,
        test_result=result,
        product="锻压机械",
        standard="GB 17120",
        findings="不合格",
        items=[{"kind": "product", "requirement": "改正"}],
    )

    order = orders.issue(order, by=anybody)

    assert deadlines.of(order, "objection").started_on == result.notified_on


def test_an_objection_suspends_nothing(anybody):
    sample = samples.order(sample_in("notified"), by=anybody)
    order = orders.issue(sample.result.orders.get(), by=anybody)

    retests.object_to(sample, by=anybody, reasons="有异议")

    assert deadlines.of(order, "correct").is_open
    assert not deadlines.of(order, "correct").paused


def test_an_overturned_result_lets_the_order_be_withdrawn_and_then_the_sample_closed(anybody):
    sample = samples.order(sample_in("notified", days=20), by=anybody)
    order = orders.issue(sample.result.orders.get(), by=anybody)
    with pytest.raises(TransitionRefused):
        orders.withdraw(order, by=anybody, note="复检合格")

    retests.object_to(sample, by=anybody, reasons="有异议")
    retests.accept(sample, by=anybody)
    retests.order(sample, by=anybody, laboratory=LaboratoryFactory())
    retests.overturn(sample, by=anybody, report_number="FJ-9")

    assert refusal(samples.close, sample, by=anybody) == "nothing_left_to_order"
    assert orders.withdraw(order, by=anybody, note="复检合格").state == "withdrawn"
    assert samples.close(sample, by=anybody).state == State.CLOSED


def test_a_confirmed_result_does_not_let_the_order_be_withdrawn(anybody):
    sample = sample_in("confirmed")
    samples.order(sample, by=anybody)
    order = orders.issue(sample.result.orders.get(), by=anybody)

    with pytest.raises(TransitionRefused):
        orders.withdraw(order, by=anybody, note="不撤")


def test_an_overturned_result_calls_for_no_order():
    sample_in("overturned")
    waiting = sample_in("confirmed")

    assert list(TestResult.objects.failed_without_order()) == [waiting.result]
    assert list(Sample.objects.without_order()) == [waiting]


def test_nothing_is_ordered_on_a_result_that_was_overturned(anybody):
    sample = sample_in("overturned")

    with pytest.raises(TransitionRefused) as refused:
        results.order_from(sample.result, by=anybody)
    assert refused.value.code == "overturned"


def test_a_producer_elsewhere_is_reported_before_anything_is_ordered(anybody):
    sample = sample_in("notified", producer_name="外地厂", producer_elsewhere=True)

    assert refusal(samples.order, sample, by=anybody) == "producers_authority_was_told"

    samples.refer(sample, by=anybody, authority="南海区市场监督管理局")
    paper = IssuedDocument.objects.of(sample).get(kind="producer_report")
    assert paper.recipient == "南海区市场监督管理局"
    assert samples.order(sample, by=anybody).state == State.ORDERED


def test_a_case_reported_elsewhere_stays_open_while_the_party_may_still_object(anybody):
    sample = sample_in("referred", days=10)

    assert refusal(samples.close, sample, by=anybody) == "nobody_may_still_object"


def test_a_failed_sample_is_not_simply_closed(anybody):
    assert refusal(samples.close, sample_in("notified"), by=anybody) == "nothing_left_to_order"


# --- Two at once ----------------------------------------------------------------------------------


def test_pressing_a_button_twice_takes_the_step_once(anybody):
    sample = sample_in("failed")
    version = sample.version
    samples.notify(sample, by=anybody, version=version)

    with pytest.raises(TransitionRefused):
        samples.notify(sample, by=anybody, version=version)
    assert IssuedDocument.objects.of(sample).filter(kind="result_notice").count() == 1


def test_a_form_left_open_does_not_undo_what_was_typed_since(anybody):
    mine = SampleFactory()
    theirs = Sample.objects.get(pk=mine.pk)
    samples.save_draft(mine, by=anybody, version=0)
    theirs.batch = "旧"

    with pytest.raises(TransitionRefused) as refused:
        samples.save_draft(theirs, by=anybody, version=0)
    assert refused.value.code == "stale"


def test_the_pass_rate_counts_what_was_overturned_as_passed():
    for state in ("passed", "failed", "overturned", "drawn"):
        sample_in(state)

    leader = UserFactory(roles=[Role.BUREAU_LEADER])
    [found] = figures.measure(ever(leader), [registry.indicator("samples-pass-rate")])
    assert found.figure == Decimal("66.7")
