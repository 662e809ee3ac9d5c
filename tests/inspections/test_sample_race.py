"""产品质量法 art. 15 under two hands: one enterprise is not sampled twice in the same moment."""

import pytest
from django.db import connections
from django.utils import timezone

from inspections.models import Sample
from inspections.services import samples
from qualitysup.accounts.roles import Role
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.clients import at_once
from tests.inspections.factories import SampleFactory, SamplingPlanFactory

pytestmark = pytest.mark.django_db(transaction=True)


def drawing(sample, by):
    def draw():
        try:
            return samples.draw(sample, by=by).state
        except TransitionRefused as refusal:
            return refusal.code

    return draw


def sheets_of(enterprise, *plans):
    return [
        SampleFactory(enterprise=enterprise, plan=plan, product=plans[0].product) for plan in plans
    ]


def officers():
    return UserFactory.create_batch(2, roles=[Role.CASE_OFFICER], badged=True)


def test_of_two_sheets_of_one_plan_and_enterprise_exactly_one_is_issued():
    plan = SamplingPlanFactory(times_per_enterprise=1)
    sheets = sheets_of(EnterpriseFactory(), plan, plan)

    outcome = at_once(*(drawing(*each) for each in zip(sheets, officers(), strict=True)))

    assert sorted(outcome) == ["drawn", "within_the_plan"]
    assert plan.samples.drawn().count() == 1
    assert IssuedDocument.objects.filter(kind="sampling_sheet").count() == 1


def test_what_is_sampled_for_the_superior_is_not_sampled_below_it_in_the_same_moment():
    superiors = SamplingPlanFactory(superiors=True)
    own = SamplingPlanFactory(product=superiors.product)
    sheets = sheets_of(EnterpriseFactory(), superiors, own)

    outcome = at_once(*(drawing(*each) for each in zip(sheets, officers(), strict=True)))

    # Whoever came first: the superior's own sampling is never what is refused.
    assert outcome[0] == "drawn"
    assert outcome[1] in ("drawn", "not_sampled_by_superior")
    order = list(Sample.objects.drawn().order_by("log__at").values_list("plan", flat=True))
    assert order in ([superiors.pk], [own.pk, superiors.pk])


def test_sheets_of_two_enterprises_do_not_wait_for_each_other():
    plan = SamplingPlanFactory()
    one, other = (sheets_of(EnterpriseFactory(), plan)[0] for _each in range(2))
    by = officers()

    outcome = at_once(drawing(one, by[0]), drawing(other, by[1]))

    assert outcome == ["drawn", "drawn"]
    assert plan.samples.drawn_between(timezone.localdate(), timezone.localdate()).count() == 2


def test_the_second_sheet_waits_until_the_first_is_kept(monkeypatch):
    """The lock and not luck: the second looks only after the first has committed."""
    plan = SamplingPlanFactory(times_per_enterprise=1)
    first, second = sheets_of(EnterpriseFactory(), plan, plan)
    one, two = officers()
    seen = []
    step = samples.SAMPLE.step

    def looking(sample, name, **words):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM inspections_sample WHERE state = 'drawn'")
            seen.append(cursor.fetchone()[0])
        return step(sample, name, **words)

    monkeypatch.setattr(samples.SAMPLE, "step", looking)
    at_once(drawing(first, one), drawing(second, two))

    assert seen == [0, 1]
