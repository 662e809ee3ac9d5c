"""Patrols, their plans, and the people who make them."""

import datetime as dt

import factory
from django.utils import timezone

from inspections.models import Capacity, Leave, Patrol, PatrolPlan, StationPlace
from inspections.models import Round as DayRound
from qualitysup.clock.services import deadlines
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, StationFactory, UserFactory
from tests.inspections.factories.days import days_ago


class PatrolPlanFactory(factory.django.DjangoModelFactory):
    """A plan of next year in draft; ``state=…`` as that state leaves the row."""

    class Meta:
        model = PatrolPlan

    state = PatrolPlan.State.DRAFT
    name = factory.Sequence(lambda n: f"第{n}号巡查计划")
    division_id = SHUNDE
    created_by = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(lambda: dt.date(timezone.localdate().year + 1, 1, 1))
    ends_on = factory.LazyAttribute(lambda plan: dt.date(plan.starts_on.year, 12, 31))
    computed_at = factory.LazyAttribute(
        lambda plan: timezone.now() if plan.state in ("computed", "adopted", "closed") else None
    )
    computed_rules = factory.LazyAttribute(lambda plan: 0 if plan.computed_at else None)
    adopted_on = factory.LazyAttribute(
        lambda plan: timezone.localdate() if plan.state in ("adopted", "closed") else None
    )
    closed_on = factory.LazyAttribute(
        lambda plan: timezone.localdate() if plan.state == "closed" else None
    )


class PatrolFactory(factory.django.DjangoModelFactory):
    """Entered by hand and due in a fortnight, with its deadline; ``due_in=-3`` is past its day."""

    class Meta:
        model = Patrol
        skip_postgeneration_save = True

    class Params:
        due_in = 14

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    created_by = factory.SubFactory(UserFactory)
    note = "群众关注"
    due_on = factory.LazyAttribute(lambda p: timezone.localdate() + dt.timedelta(days=p.due_in))
    window_from = factory.LazyAttribute(lambda p: p.due_on - dt.timedelta(days=20))

    @factory.post_generation
    def deadline(self, create, extracted, **kwargs):
        deadlines.start(self, "patrol", on=self.window_from, holder=self.inspector, amount=20)


class CapacityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Capacity

    person = factory.SubFactory(UserFactory, badged=True)
    visits_per_week = 10
    valid_from = dt.date(2020, 1, 1)


class LeaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leave

    person = factory.SubFactory(UserFactory)
    starts_on = days_ago(1)
    ends_on = days_ago(0)


class StationPlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StationPlace

    station = factory.SubFactory(StationFactory)
    lng, lat = 113.2, 22.9


class RoundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DayRound

    person = factory.SubFactory(UserFactory)
    division_id = factory.SelfAttribute("person.home_id")
    on = factory.LazyFunction(timezone.localdate)
