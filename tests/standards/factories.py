"""Standards with real numbers and made-up ones, entered as people enter them."""

import datetime as dt

import factory

from enterprises.models import Product
from qualitysup.accounts.roles import Role
from standards.models import Execution, Standard, TradeStandard
from standards.services import catalogue
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory


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
