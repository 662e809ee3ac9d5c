"""Honours of obviously fictional enterprises."""

import datetime as dt

import factory

from brands.models import Honour, HonourKind, LeagueEntry, RegionalTitle
from brands.services import honours
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory


def kind(key="guangdong-name-brand") -> HonourKind:
    """One of the kinds that are shipped."""
    return HonourKind.objects.get(key=key)


def granted(enterprise=None, *, by=None, of="guangdong-name-brand", valid_to=None, **facts):
    """An honour entered as people enter it."""
    facts = {"granted_on": dt.date(2006, 9, 1), "source": "测试公告", **facts}
    of = kind(of) if isinstance(of, str) else of
    if of.of_product:
        facts.setdefault("product", "测试燃气灶")
    honour = Honour(enterprise=enterprise or EnterpriseFactory(), kind=of, **facts)
    by = by or UserFactory(roles=[Role.SECTION_HEAD])
    basis = "证书" if valid_to else ""
    return honours.grant(honour, by=by, valid_to=valid_to, basis=basis)


class RegionalTitleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionalTitle

    name = factory.Sequence("测试之都{}".format)
    division_id = SHUNDE
    source = "测试公告"


class LeagueEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LeagueEntry

    kind = factory.LazyFunction(lambda: kind("china-name-brand"))
    year = factory.Sequence(lambda number: 2007 - number % 50)
    place = "顺德区"
    rank = 1
    source = "测试公告"
