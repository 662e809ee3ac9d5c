"""Workshops, what they make, who works there, and what may not be made."""

import datetime as dt

import factory
from django.utils import timezone

from qualitysup.regions.models import Division
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO
from tests.inspections.factories.days import days_ago
from workshops.models import (
    FoodCategory,
    HealthCertificate,
    NegativeEntry,
    NegativeList,
    Trade,
    Variety,
    Worker,
    Workshop,
)

FOSHAN = "440600000000"
GUANGDONG = "440000000000"
TOFU, COOKED_MEAT, FERMENTED_MEAT, MILK = "2501", "0401", "0402", "0501"


def category(code):
    return FoodCategory.objects.get(pk=code)


class WorkshopFactory(factory.django.DjangoModelFactory):
    """Cooked meat in 北滘镇 unless told otherwise; run by a person without a number."""

    class Meta:
        model = Workshop

    enterprise = factory.SubFactory(EnterpriseFactory, workshop=True, division_id=BEIJIAO)
    division_id = factory.SelfAttribute("enterprise.division_id")
    trade = factory.LazyFunction(lambda: Trade.objects.get(key="cooked-meat"))
    operator_name = factory.Sequence(lambda n: f"测试经营者{n}")
    version = 1


class VarietyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Variety

    workshop = factory.SubFactory(WorkshopFactory)
    category_id = COOKED_MEAT
    name = factory.Sequence(lambda n: f"烧鹅{n}")
    since = days_ago(100)


class WorkerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Worker

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"测试工人{n}")


class HealthCertificateFactory(factory.django.DjangoModelFactory):
    """Valid for another half year."""

    class Meta:
        model = HealthCertificate

    worker = factory.SubFactory(WorkerFactory)
    division_id = factory.SelfAttribute("worker.workshop.division_id")
    number = factory.Sequence(lambda n: f"健{n:06d}")
    issued_on = days_ago(180)
    valid_to = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=185))


class NegativeListFactory(factory.django.DjangoModelFactory):
    """Of a city that has none yet, one after the other, so that no two overlap."""

    class Meta:
        model = NegativeList

    class Params:
        city = factory.Sequence(lambda n: f"35{n % 90 + 10}00000000")

    division_id = factory.LazyAttribute(lambda row: _city(row.city))
    title = factory.Sequence(lambda n: f"测试市第{n}号禁止目录")
    document_number = factory.Sequence(lambda n: f"测市监〔2026〕{n + 1}号")
    legal_basis = "食品安全法 36"
    confidence = "M"
    valid_from = days_ago(300)


def _city(code):
    return Division.objects.get_or_create(code=code, defaults={"name": "测试市", "level": "city"})[
        0
    ].pk


class NegativeEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NegativeEntry

    list = factory.SubFactory(NegativeListFactory)
    category_id = FERMENTED_MEAT


def forbidden_in_foshan(code=FERMENTED_MEAT, **facts):
    """An entry of the list of 佛山, which is made if there is none."""
    edition = NegativeList.objects.filter(division=FOSHAN).first()
    edition = edition or NegativeListFactory(division_id=FOSHAN, title="佛山禁止目录")
    return NegativeEntryFactory(list=edition, category_id=code, **facts)
