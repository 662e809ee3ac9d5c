"""Prospects of the bureau of Huangshi, obviously fictional, and what belongs to them."""

import datetime as dt

import factory
from django.utils import timezone

from investment.models import (
    Park,
    ParkOffer,
    PolicyPack,
    Prospect,
    ProspectTask,
    ProspectVisit,
    Reception,
    Recognition,
    Requirement,
    Trip,
)
from investment.services import prospects
from qualitysup.accounts.roles import Role
from tests.factories import SHUNDE, UserFactory


def days(number) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=number)


class OfficerFactory(UserFactory):
    roles = [Role.INVESTMENT_OFFICER]


class ProspectFactory(factory.django.DjangoModelFactory):
    """As it lies in the table; ``entered`` goes the way that people go."""

    class Meta:
        model = Prospect

    name = factory.Sequence("示例第{}客商".format)
    division_id = SHUNDE
    owner = factory.SubFactory(OfficerFactory)
    created_by = factory.SelfAttribute("owner")
    source = "测试"


class TripFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trip

    name = factory.Sequence("测试考察{}".format)
    division_id = SHUNDE
    destination = "示例市"
    purpose = "招商引资宣传"
    leads = factory.SubFactory(OfficerFactory)
    created_by = factory.SelfAttribute("leads")
    from_on = factory.LazyFunction(timezone.localdate)
    to_on = factory.LazyFunction(lambda: days(5))


class ProspectVisitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProspectVisit

    prospect = factory.SubFactory(ProspectFactory)
    division_id = factory.SelfAttribute("prospect.division_id")
    officer = factory.SubFactory(OfficerFactory)
    planned_on = factory.LazyFunction(timezone.localdate)


class ProspectTaskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProspectTask

    prospect = factory.SubFactory(ProspectFactory)
    division_id = factory.SelfAttribute("prospect.division_id")
    kind = "materials"
    words = "寄送资料"
    owner = factory.SubFactory(OfficerFactory)
    due_on = factory.LazyFunction(lambda: days(10))


class ReceptionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Reception

    prospect = factory.SubFactory(ProspectFactory)
    division_id = factory.SelfAttribute("prospect.division_id")


class RecognitionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recognition

    division_id = SHUNDE
    kind = "praise"
    by = "测试单位"
    words = "受到表扬"
    source = "测试"


class ParkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Park

    division_id = SHUNDE
    name = factory.Sequence("测试第{}工业园".format)


class ParkOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ParkOffer

    park = factory.SubFactory(ParkFactory)
    subject = "land"
    value = 500
    source = "测试"


class PolicyPackFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PolicyPack

    division_id = SHUNDE
    name = factory.Sequence("测试政策摘编{}".format)


class RequirementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Requirement

    prospect = factory.SubFactory(ProspectFactory)
    division_id = factory.SelfAttribute("prospect.division_id")
    subject = "land"
    comparison = "≥"
    value = 300
    words = "土地三百亩"


def entered(officer, **facts) -> Prospect:
    """A firm of Huangshi entered as officers enter it, in near intention unless told otherwise."""
    facts = {"intention": "near", "source": "测试", "name": "示例客商", **facts}
    return prospects.draft(by=officer, **facts)
