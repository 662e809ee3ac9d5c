"""Results in the queue to the public, and the page that shows them."""

import datetime as dt

import factory
from django.utils import timezone

from inspections.models import Disclosure, PublicPage
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories.campaign import PRODUCT
from tests.inspections.factories.days import days_ago
from tests.inspections.factories.order import RectificationOrderFactory
from tests.inspections.factories.result import TestResultFactory


class DisclosureFactory(factory.django.DjangoModelFactory):
    """A failed test in the queue; ``state=…`` as that state leaves the row."""

    class Meta:
        model = Disclosure

    class Params:
        was_approved = factory.LazyAttribute(lambda o: o.state not in ("queued", "refused"))
        was_published = factory.LazyAttribute(
            lambda o: o.state in ("published", "withdrawn", "expired")
        )
        penalty = factory.Trait(
            kind=Disclosure.Kind.HALT,
            source=factory.SubFactory(RectificationOrderFactory, items=0),
            enterprise=factory.SelfAttribute("source.enterprise"),
            shown_until=factory.LazyAttribute(
                lambda o: timezone.localdate() + dt.timedelta(days=900) if o.was_published else None
            ),
        )

    state = Disclosure.State.QUEUED
    kind = Disclosure.Kind.TEST
    source = factory.SubFactory(TestResultFactory)
    enterprise = factory.SelfAttribute("source.enterprise")
    division_id = factory.SelfAttribute("enterprise.division_id")
    party_name = factory.SelfAttribute("enterprise.name")
    party_uscc = factory.SelfAttribute("enterprise.uscc")
    title = factory.LazyAttribute(lambda o: f"{o.party_name}监督抽查结果")
    facts = factory.LazyFunction(lambda: {"product": PRODUCT, "conclusion": "failed"})
    legal_basis = "产品质量法 24"
    formed_on = days_ago(10)
    created_by = factory.SubFactory(UserFactory)
    ground = factory.LazyAttribute(lambda o: "warning" if o.state == "refused" else "")
    approved_by = factory.Maybe("was_approved", factory.SubFactory(UserFactory), None)
    published = factory.LazyAttribute(
        lambda o: {"title": o.title, **o.facts} if o.was_approved else None
    )
    published_by = factory.LazyAttribute(lambda o: o.approved_by if o.was_published else None)
    published_on = factory.LazyAttribute(
        lambda o: timezone.localdate() - dt.timedelta(days=2) if o.was_published else None
    )
    annulled_on = factory.LazyAttribute(
        lambda o: timezone.localdate() if o.state == "withdrawn" else None
    )
    withdrawn_on = factory.SelfAttribute("annulled_on")


class PublicPageFactory(factory.django.DjangoModelFactory):
    """Open to everybody; ``is_open=False`` is there only for the bureau."""

    class Meta:
        model = PublicPage

    division_id = SHUNDE
    bureau = "测试市场监督管理局"
    is_open = True
    opened_by = factory.Maybe("is_open", factory.SubFactory(UserFactory), None)
    opened_at = factory.LazyAttribute(lambda o: timezone.now() if o.is_open else None)
