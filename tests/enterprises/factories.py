"""Enterprises in a situation."""

import datetime as dt

import factory
from stdnum.cn import uscc

from enterprises.models import (
    AnnualFigure,
    Contact,
    Enterprise,
    FormerName,
    ImportJob,
    Licence,
    Product,
    Representation,
)
from qualitysup.accounts.roles import Role
from tests.factories import CHENCUN, UserFactory


def uscc_number(serial: int, division: str = "440606") -> str:
    """A valid unified social credit code that no other serial has."""
    body = f"91{division}MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


class EnterpriseFactory(factory.django.DjangoModelFactory):
    """A press maker of 陈村镇 unless told otherwise; ``workshop=True`` has no number."""

    class Meta:
        model = Enterprise

    class Params:
        workshop = factory.Trait(uscc=None, name=factory.Sequence(lambda n: f"测试第{n}食品作坊"))

    uscc = factory.Sequence(uscc_number)
    name = factory.Sequence(lambda n: f"测试第{n}锻压机械有限公司")
    division_id = CHENCUN
    address = "测试大道1号"
    legal_representative = "测试法人"
    phone = "0757-00000000"
    established_on = dt.date(2005, 3, 1)


class OfEnterpriseFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    enterprise = factory.SubFactory(EnterpriseFactory)


class FormerNameFactory(OfEnterpriseFactory):
    class Meta:
        model = FormerName

    name = factory.Sequence(lambda n: f"旧名第{n}机械厂")


class ContactFactory(OfEnterpriseFactory):
    class Meta:
        model = Contact

    name = "测试联系人"


class ProductFactory(OfEnterpriseFactory):
    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"压力机{n}型")
    standard = "GB 17120—2012"


class LicenceFactory(OfEnterpriseFactory):
    class Meta:
        model = Licence

    kind = "全国工业产品生产许可证"
    number = factory.Sequence(lambda n: f"XK{n:08d}")


class AnnualFigureFactory(OfEnterpriseFactory):
    class Meta:
        model = AnnualFigure

    year = 2025
    kind = AnnualFigure.Kind.SALES
    value = 1000
    source = "测试年报"


class RepresentationFactory(OfEnterpriseFactory):
    """A workshop's account, for as long as nobody ends it."""

    class Meta:
        model = Representation

    user = factory.SubFactory(UserFactory, roles=[Role.WORKSHOP_OPERATOR], divisions=[])
    named_by = factory.SubFactory(UserFactory)


class ImportJobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportJob

    name = "测试名单.csv"
    file = factory.django.FileField(filename="register.csv", data="企业名称\n".encode())
