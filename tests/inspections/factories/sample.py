"""Samples, and the plans and laboratories that they need."""

import datetime as dt

import factory
from django.utils import timezone

from inspections.models import Laboratory, Sample, SamplingPlan, SuperiorSampling
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories.campaign import PRODUCT, STANDARD
from tests.inspections.factories.days import days_ago


class LaboratoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Laboratory

    name = factory.Sequence(lambda n: f"测试第{n}检验站")
    cma_number = factory.Sequence(lambda n: f"2026{n:08d}")
    cma_valid_to = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=900))
    address = "测试路9号"


class SamplingPlanFactory(factory.django.DjangoModelFactory):
    """The bureau's own plan for presses this year; ``superiors=True`` was ordered from above."""

    class Meta:
        model = SamplingPlan

    class Params:
        superiors = factory.Trait(ordered_by="superior", superior="广东省市场监督管理局")

    division_id = SHUNDE
    name = factory.Sequence(lambda n: f"第{n}次锻压机械监督抽查")
    product = factory.Sequence(lambda n: f"{PRODUCT}{n}")
    standard = STANDARD
    starts_on = days_ago(300)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=60))
    batches = 10
    created_by = factory.SubFactory(UserFactory)


class SuperiorSamplingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuperiorSampling

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    product = PRODUCT
    authority = "广东省市场监督管理局"
    sampled_on = factory.LazyFunction(timezone.localdate)
    source = "省局监督抽查通告"
    recorded_by = factory.SubFactory(UserFactory)


class SampleFactory(factory.django.DjangoModelFactory):
    """A sheet that is being filled in; ``samples.sample_in("failed")`` gets further."""

    class Meta:
        model = Sample
        skip_postgeneration_save = True

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    officer = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("officer")
    product = PRODUCT
    model = "JB23-63"
    batch = "2601"
    standard = STANDARD
    base_quantity = 12
    sample_quantity = 1
    backup_quantity = 1
    unit = "台"
    place = Sample.Place.WAREHOUSE
    seals = "封条 0001、0002"
    signed_by = "测试厂长"

    @factory.post_generation
    def samplers(self, create, extracted, **kwargs):
        self.samplers.set(
            UserFactory.create_batch(2, badged=True) if extracted is None else extracted
        )
