"""A zone with units, workshops that may move into it, and relocations on their way."""

import datetime as dt

import factory
from django.utils import timezone

from enterprises.models import Representation
from inspections.models import Laboratory
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.factories.days import days_ago
from workshops.models import (
    Area,
    AreaKind,
    FoodCategory,
    Registration,
    Relocation,
    Trade,
    Unit,
    Variety,
    Workshop,
    Zone,
)
from workshops.services import relocations

COOKED_MEAT, CURED_MEAT, TOFU = "0401", "0403", "2501"


def category(code):
    return FoodCategory.objects.get_or_create(code=code, defaults={"name": f"测试类别{code}"})[0]


def ahead(days):
    return timezone.localdate() + dt.timedelta(days=days)


class LaboratoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Laboratory

    name = factory.Sequence(lambda n: f"测试第{n}集中检验室")
    cma_number = factory.Sequence(lambda n: f"CMA{n:06d}")
    cma_valid_to = factory.LazyFunction(lambda: ahead(700))


class ZoneFactory(factory.django.DjangoModelFactory):
    """Operating in 北滘镇 unless told otherwise; ``planned=True`` is a mere plan."""

    class Meta:
        model = Zone

    class Params:
        planned = factory.Trait(
            state=Zone.State.PLANNED,
            approval_number="",
            approved_by="",
            approved_on=None,
            opened_on=None,
        )
        approved = factory.Trait(state=Zone.State.APPROVED, opened_on=None)

    division_id = BEIJIAO
    created_by = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"测试第{n}熟食品集中加工场")
    lead = factory.SubFactory(EnterpriseFactory, division_id=BEIJIAO)
    address = "北滘镇测试路8号"
    laboratory = factory.SubFactory(LaboratoryFactory)
    state = Zone.State.OPERATING
    approval_number = factory.Sequence(lambda n: f"北府复〔2026〕{n + 1}号")
    approved_by = "北滘镇人民政府"
    approved_on = days_ago(200)
    opened_on = days_ago(150)


class AreaFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Area

    zone = factory.SubFactory(ZoneFactory)
    kind = factory.LazyFunction(lambda: AreaKind.objects.get(key="cooked-meat"))
    name = factory.Sequence(lambda n: f"熟食肉制品{n}区")


class UnitFactory(factory.django.DjangoModelFactory):
    """A room for one, fit for what is cooked of meat; ``fit_for=["25"]`` for all of soy."""

    class Meta:
        model = Unit
        skip_postgeneration_save = True

    area = factory.SubFactory(AreaFactory)
    zone = factory.SelfAttribute("area.zone")
    division_id = factory.SelfAttribute("zone.division_id")
    code = factory.Sequence(lambda n: f"A-{n:02d}")
    capacity = 1

    @factory.post_generation
    def fit_for(self, create, extracted, **kwargs):
        codes = [COOKED_MEAT] if extracted is None else extracted
        self.categories.set([category(code) for code in codes])


def workshop(*, makes=(COOKED_MEAT,), registered_to=None, division_id=CHENCUN, **facts):
    """A workshop outside any zone, registered for a year unless ``registered_to`` is ``False``."""
    trade, _made = Trade.objects.get_or_create(
        key="cooked-meat", defaults={"name": "熟食肉制品", "position": 1}
    )
    enterprise = EnterpriseFactory(workshop=True, division_id=division_id)
    made = Workshop.objects.create(
        enterprise=enterprise,
        division_id=division_id,
        trade=trade,
        operator_name="测试经营者",
        **facts,
    )
    for code in makes:
        Variety.objects.create(
            workshop=made, category=category(code), name=f"测试食品{code}", since=ahead(-400)
        )
    if registered_to is not False:
        register(made, until=registered_to or ahead(365))
    return made


def register(made, *, until, since=None):
    return Registration.objects.create(
        workshop=made,
        division_id=made.division_id,
        number=f"粤坊{made.pk:08d}-{made.registrations.count()}",
        valid_from=since or ahead(-300),
        valid_to=until,
    )


class RelocationFactory(factory.django.DjangoModelFactory):
    """Agreed to ten days ago unless told otherwise; ``candidate=True`` was not asked yet."""

    class Meta:
        model = Relocation

    class Params:
        candidate = factory.Trait(state=Relocation.State.CANDIDATE, agreed_on=None)
        waiting = factory.Trait(state=Relocation.State.WAITING, waiting_since=days_ago(10))

    zone = factory.SubFactory(ZoneFactory)
    workshop = factory.LazyFunction(workshop)
    division_id = factory.SelfAttribute("zone.division_id")
    created_by = factory.SubFactory(UserFactory)
    state = Relocation.State.AGREED
    agreed_on = days_ago(10)


def planned(unit, *, by, starts_on=None, ends_on=None, **facts):
    """A relocation that was given a place in a unit from today on."""
    relocation = RelocationFactory(zone=unit.zone, **facts)
    return relocations.allocate(
        relocation, by=by, unit=unit, starts_on=starts_on or ahead(0), ends_on=ends_on
    )


def moved_in(unit, *, by, ends_on=None, **facts):
    """One that works in the unit since today; nobody visited its old site."""
    relocation = planned(unit, by=by, ends_on=ends_on, **facts)
    return relocations.move_in(relocation, by=by, override="旧址已拆除")


def acts_for(enterprise, role=Role.WORKSHOP_OPERATOR):
    """Somebody who acts for a party since yesterday."""
    person = UserFactory(roles=[role], divisions=[], is_staff=True)
    Representation.objects.create(
        user=person, enterprise=enterprise, valid_from=ahead(-1), named_by=UserFactory()
    )
    return person
