"""Test results that did not come by a sample."""

import factory

from inspections.models import TestResult
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories.campaign import PRODUCT, STANDARD
from tests.inspections.factories.days import days_ago


class TestResultFactory(factory.django.DjangoModelFactory):
    """A failed result with two failures; ``passed=True`` has none."""

    __test__ = False

    class Meta:
        model = TestResult

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    report_number = factory.Sequence(lambda n: f"WT-{n:06d}")
    laboratory = "测试产品质量监督检验所"
    product = PRODUCT
    model = "JB23-63 2026-01"
    standard = STANDARD
    tested_on = days_ago(10)
    notified_on = days_ago(5)
    passed = False
    failed_items = factory.LazyAttribute(
        lambda result: "" if result.passed else "防护装置：缺失\n急停：响应时间超标"
    )
    recorded_by = factory.SubFactory(UserFactory)
