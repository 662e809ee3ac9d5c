"""Scorings of enterprises by risk."""

import factory
from django.utils import timezone

from inspections.models import RiskFormula, RiskRun, RiskScore
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE


class RiskRunFactory(factory.django.DjangoModelFactory):
    """A finished scoring of Shunde, by the formula that is shipped."""

    class Meta:
        model = RiskRun
        django_get_or_create = ("division_id", "month")

    division_id = SHUNDE
    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))
    as_of = factory.LazyFunction(timezone.localdate)
    formula = factory.LazyFunction(lambda: RiskFormula.objects.first())
    weights = factory.LazyAttribute(
        lambda o: {"from_b": 10, "from_c": 30, "from_d": 60, "factors": []}
    )
    state = RiskRun.State.DONE
    finished_at = factory.LazyFunction(timezone.now)


class RiskScoreFactory(factory.django.DjangoModelFactory):
    """One failed test, so that B is proposed for an enterprise without a class."""

    class Meta:
        model = RiskScore

    run = factory.SubFactory(RiskRunFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    points = 15
    parts = factory.LazyFunction(
        lambda: [{"factor": "failed_tests", "count": 1, "points": 15, "months": 36}]
    )
    current_class = factory.SelfAttribute("enterprise.risk_class")
    proposed_class = "B"
    decision = RiskScore.Decision.PENDING
