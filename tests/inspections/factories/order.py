"""Orders and what belongs to them, in a situation.

``RectificationOrderFactory(state="halted")`` is a row as that state leaves it, without log, clocks
or papers. ``stories.order_in("halted")`` gets there by the services, as in life.
"""

import datetime as dt

import factory
from django.utils import timezone

from inspections.models import (
    Halt,
    Objection,
    OrderItem,
    RectificationOrder,
    Reinspection,
    ReinspectionItem,
)
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories.campaign import PRODUCT, STANDARD
from tests.inspections.factories.days import days_ago

State = RectificationOrder.State
Round = Reinspection.Round

# How long ago an order in each of these states was issued, announced and halted: far enough back
# for the day that the next step waits for to have come.
_AT_THE_PROVINCE = (State.ANNOUNCED, State.REINSPECTING_ANNOUNCED, State.FAILED_AGAIN)
_AT_THE_PENALTY = (
    State.FILED,
    State.HEARING_NOTIFIED,
    State.HEARING_REQUESTED,
    State.HEARING_SCHEDULED,
    State.HEARING_HELD,
)
_AFTER_THE_HALT = (State.HALTED, State.REINSPECTING_HALTED, State.FAILED_FINALLY)
_FAR = (*_AT_THE_PROVINCE, *_AT_THE_PENALTY, *_AFTER_THE_HALT, State.REVOKED)
_UNDER_REINSPECTION = {
    State.REINSPECTING: Round.FIRST,
    State.REINSPECTING_ANNOUNCED: Round.ANNOUNCED,
    State.REINSPECTING_HALTED: Round.HALTED,
}
_PUT_RIGHT = (State.PASSED, State.CLOSED)


def _day(order, states, days):
    return timezone.localdate() - dt.timedelta(days=days) if order.state in states else None


class RectificationOrderFactory(factory.django.DjangoModelFactory):
    """A draft with two items; ``state=…`` as that state leaves the row, ``items=n`` for more."""

    class Meta:
        model = RectificationOrder
        skip_postgeneration_save = True

    state = State.DRAFT
    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    officer = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("officer")
    product = PRODUCT
    standard = STANDARD
    findings = "经检验，防护装置不符合标准。"

    class Params:
        is_issued = factory.LazyAttribute(
            lambda order: order.state not in RectificationOrder.NOT_ISSUED_STATES
        )

    number = factory.Maybe(
        "is_issued", factory.Sequence(lambda n: f"顺市监责改〔2026〕{n + 10_001}号"), ""
    )
    party_name = factory.LazyAttribute(lambda o: o.enterprise.name if o.is_issued else "")
    party_uscc = factory.LazyAttribute(lambda o: o.enterprise.uscc or "" if o.is_issued else "")
    party_address = factory.LazyAttribute(lambda o: o.enterprise.address if o.is_issued else "")
    issued_on = factory.LazyAttribute(
        lambda o: (
            timezone.localdate() - dt.timedelta(days=400 if o.state in _FAR else 30)
            if o.is_issued
            else None
        )
    )
    reported_on = factory.LazyAttribute(lambda o: _day(o, [State.REPORTED], 1))
    escalated_on = factory.LazyAttribute(lambda o: _day(o, [State.ESCALATED, *_FAR], 300))
    announced_on = factory.LazyAttribute(lambda o: _day(o, _FAR, 290))
    announcement = factory.LazyAttribute(lambda o: "省局公告第1号" if o.announced_on else "")
    filed_on = factory.LazyAttribute(
        lambda o: _day(o, [*_AT_THE_PENALTY, *_AFTER_THE_HALT, State.REVOKED], 220)
    )
    hearing_notified_on = factory.LazyAttribute(
        lambda o: _day(o, [*_AT_THE_PENALTY[1:], *_AFTER_THE_HALT, State.REVOKED], 215)
    )
    hearing_requested_on = factory.LazyAttribute(lambda o: _day(o, _AT_THE_PENALTY[2:], 212))
    hearing_notice_on = factory.LazyAttribute(lambda o: _day(o, _AT_THE_PENALTY[3:], 211))
    hearing_on = factory.LazyAttribute(lambda o: _day(o, _AT_THE_PENALTY[3:], 195))
    halted_on = factory.LazyAttribute(lambda o: _day(o, [*_AFTER_THE_HALT, State.REVOKED], 200))
    halt_months = factory.LazyAttribute(lambda o: 6 if o.halted_on else None)
    halt_until = factory.LazyAttribute(lambda o: _day(o, [*_AFTER_THE_HALT, State.REVOKED], 15))
    legal_review = factory.LazyAttribute(lambda o: "法制审核通过。" if o.halted_on else "")
    passed_on = factory.LazyAttribute(lambda o: _day(o, _PUT_RIGHT, 2))
    closed_on = factory.LazyAttribute(lambda o: _day(o, RectificationOrder.ENDED_STATES, 1))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        # The database lets no order be resumed before its items are put right, so it is not
        # resumed before ``items`` has put them there.
        final = kwargs["state"]
        if final == State.CLOSED:
            kwargs |= {"state": State.PASSED, "closed_on": None}
        order = super()._create(model_class, *args, **kwargs)
        order._final = final
        return order

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        rows = OrderItemFactory.create_batch(
            2 if extracted is None else extracted, order=self, put_right=self.state in _PUT_RIGHT
        )
        if self.state in _UNDER_REINSPECTION:
            ReinspectionFactory(order=self, round=_UNDER_REINSPECTION[self.state], items=rows)
        if self.state in _PUT_RIGHT:
            ReinspectionFactory(order=self, passing=True, items=rows)
        if self._final == State.CLOSED:
            self.state, self.closed_on = State.CLOSED, timezone.localdate() - dt.timedelta(days=1)
            self.save()
        if self.state in (*_AT_THE_PENALTY, State.FAILED_AGAIN, *_AFTER_THE_HALT):
            ReinspectionFactory(order=self, round=Round.ANNOUNCED, failing=True, items=rows)
        if self.state in _AFTER_THE_HALT:
            HaltFactory(order=self, penalty=True)


class OfOrderFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    order = factory.SubFactory(RectificationOrderFactory)


class OrderItemFactory(OfOrderFactory):
    class Meta:
        model = OrderItem

    class Params:
        put_right = factory.Trait(percent_done=100, verified_on=days_ago(2))

    order = factory.SubFactory(RectificationOrderFactory, items=0)
    position = factory.LazyAttribute(lambda item: item.order.items.count() + 1)
    kind = OrderItem.Kind.INSPECTION
    requirement = factory.Sequence(lambda n: f"第{n}项整改要求")


class ReinspectionFactory(OfOrderFactory):
    """Under way; ``passing=True`` and ``failing=True`` are concluded."""

    class Meta:
        model = Reinspection
        skip_postgeneration_save = True

    class Params:
        passing = factory.Trait(passed=True, held_on=days_ago(2), report_number="FC-1")
        failing = factory.Trait(passed=False, held_on=days_ago(2), report_number="FC-0")

    round = Round.FIRST
    called_on = days_ago(3)
    planned_on = days_ago(2)

    @factory.post_generation
    def items(self, create, extracted, **kwargs):
        for item in extracted or []:
            ReinspectionItemFactory(reinspection=self, item=item, passed=self.passed)

    @factory.post_generation
    def inspectors(self, create, extracted, **kwargs):
        if extracted is None and self.passed is not None:
            extracted = UserFactory.create_batch(2, badged=True)
        self.inspectors.set(extracted or [])


class ReinspectionItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReinspectionItem

    reinspection = factory.SubFactory(ReinspectionFactory)
    item = factory.SubFactory(OrderItemFactory)


class HaltFactory(OfOrderFactory):
    """A halt by agreement; ``penalty=True`` is one that the failed re-inspection allows."""

    class Meta:
        model = Halt

    class Params:
        penalty = factory.Trait(
            kind=Halt.Kind.PENALTY,
            failed_reinspection=factory.LazyAttribute(
                lambda halt: halt.order.reinspections.filter(
                    round=Round.ANNOUNCED, passed=False
                ).first()
            ),
            hearing_notified_on=factory.SelfAttribute("order.hearing_notified_on"),
        )

    division_id = factory.SelfAttribute("order.division_id")
    kind = Halt.Kind.VOLUNTARY
    scope = Halt.Scope.WHOLE
    started_on = days_ago(100)
    planned_until = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=80))
    ordered_by = factory.SelfAttribute("order.officer")


class ObjectionFactory(OfOrderFactory):
    """Filed in time and pending; ``upheld=True`` lets the order be withdrawn."""

    class Meta:
        model = Objection

    class Params:
        upheld = factory.Trait(
            decision=Objection.Decision.UPHELD,
            decided_on=days_ago(1),
            decided_by=factory.SelfAttribute("order.officer"),
            decision_reasons="复检合格。",
        )

    filed_on = days_ago(3)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=5))
    reasons = "对检验结果有异议。"
