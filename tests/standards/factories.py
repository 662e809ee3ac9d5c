"""Standards with real numbers and made-up ones, entered as people enter them."""

import datetime as dt

import factory
from django.utils import timezone

from enterprises.models import Product
from qualitysup.accounts.roles import Role
from standards.models import (
    Accreditation,
    Drafting,
    Execution,
    Filing,
    FirmCode,
    Institute,
    Qualification,
    ServiceRequest,
    Standard,
    StatedFigure,
    TradeStandard,
)
from standards.services import catalogue
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory


def desk():
    """Somebody of the standards desk."""
    return UserFactory(roles=[Role.STANDARDS_OFFICER])


def entered(number, in_force_on=dt.date(2010, 1, 1), *, by=None, **facts):
    """A standard in the catalogue."""
    facts = {"name": f"{number}的名称", **facts}
    standard = Standard(number=number, in_force_on=in_force_on, **facts)
    return catalogue.enter(standard, by=by or desk())


class StandardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Standard

    number = factory.Sequence("GB/T {}—2010".format)
    name = factory.LazyAttribute("测试标准 {0.number}".format)
    in_force_on = dt.date(2010, 6, 1)


class ProductFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Product

    enterprise = factory.SubFactory(EnterpriseFactory)
    name = factory.Sequence("测试压力机{}".format)


class ExecutionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Execution

    product = factory.SubFactory(ProductFactory)
    standard = factory.SubFactory(StandardFactory)
    since = dt.date(2020, 1, 1)


class TradeStandardFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TradeStandard

    industry_id = "3422"
    series = factory.Sequence("GB {}".format)


class DraftingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Drafting

    enterprise = factory.SubFactory(EnterpriseFactory)
    standard = factory.SubFactory(StandardFactory)
    source = "标准前言"


class StatedFigureFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StatedFigure

    division_id = SHUNDE
    key = "drafting"
    value = 170
    bound = "≥"
    as_of = factory.Sequence(lambda number: dt.date(2008, 1, 1) + dt.timedelta(number))
    source = "测试报告"


class InstituteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Institute

    name = factory.Sequence("测试标准所{}".format)
    division_id = SHUNDE


class AccreditationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Accreditation

    institute = factory.SubFactory(InstituteFactory)
    kind = "cnas17020"
    services = ["label"]
    granted_on = dt.date(2024, 1, 1)
    valid_to = dt.date(2029, 12, 31)


class QualificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Qualification

    institute = factory.SubFactory(InstituteFactory)
    person = factory.SubFactory(UserFactory)
    kind = "条码检验员"
    valid_to = dt.date(2029, 12, 31)


class FilingFactory(factory.django.DjangoModelFactory):
    """A declaration of an enterprise's own standard, as it is being written."""

    class Meta:
        model = Filing

    class Params:
        published = factory.Trait(
            state="published", filed_on=dt.date(2026, 1, 5), submitted_on=dt.date(2026, 1, 5)
        )

    enterprise = factory.SubFactory(EnterpriseFactory)
    division = factory.SelfAttribute("enterprise.division")
    own_number = factory.Sequence("Q/CS {}—2026".format)
    name = factory.Sequence("测试企业标准{}".format)
    published_on = dt.date(2026, 1, 4)
    in_force_on = dt.date(2026, 1, 10)
    created_by = factory.LazyFunction(desk)


class FirmCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FirmCode

    code = factory.Sequence("690{:04}".format)
    holder = factory.Sequence("测试条码用户{}".format)
    division_id = SHUNDE
    granted_on = dt.date(2025, 6, 1)
    valid_to = dt.date(2027, 6, 1)


class ServiceRequestFactory(factory.django.DjangoModelFactory):
    """At the counter; ``services`` of the institute move it on."""

    class Meta:
        model = ServiceRequest

    service = "barcode"
    institute = factory.SubFactory(InstituteFactory)
    division_id = factory.SelfAttribute("institute.division_id")
    client = "测试委托单位"
    subject = factory.Sequence("测试样品{}".format)
    asked_on = factory.LazyFunction(timezone.localdate)
    created_by = factory.SubFactory(UserFactory)
