"""Penalties beside the orders, and what a province calls a small fine."""

import datetime as dt

import factory

from inspections.models import Penalty, SmallFine
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories.days import days_ago


class PenaltyFactory(factory.django.DjangoModelFactory):
    """A fine as it is recorded; ``build()`` is one that is typed in."""

    class Meta:
        model = Penalty

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    party_name = factory.SelfAttribute("enterprise.name")
    party_uscc = factory.SelfAttribute("enterprise.uscc")
    number = factory.Sequence(lambda n: f"顺市监处罚〔2026〕{n + 1}号")
    kind = Penalty.Kind.FINE
    amount = factory.LazyAttribute(lambda o: 20_000 if o.kind == "fine" else None)
    violation = "生产不合格产品"
    content = "罚款二万元。"
    basis = "产品质量法 49"
    decided_on = days_ago(3)
    recorded_by = factory.SubFactory(UserFactory)


class SmallFineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SmallFine

    division_id = "440000000000"
    up_to = 50_000
    valid_from = factory.Sequence(lambda n: dt.date(2021, 9, 1) + dt.timedelta(days=n))
    legal_basis = "广东省市场监督管理局规定"
    confidence = "M"
