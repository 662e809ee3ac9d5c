"""Random draws and the libraries behind them."""

import datetime as dt

import factory
from django.utils import timezone

from inspections import drawing
from inspections.models import Draw, DrawnEnterprise, DrawRate, DrawStratum, Recusal
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories.days import days_ago


class DrawFactory(factory.django.DjangoModelFactory):
    """Among all press makers of Shunde, a quarter of them; ``state`` is a row as it leaves one.

    A draw that is really made, with pool and drawn, is ``stories_of_draws.made()``.
    """

    class Meta:
        model = Draw
        skip_postgeneration_save = True

    class Params:
        promised = factory.LazyAttribute(lambda draw: draw.state not in ("draft", "cancelled"))
        published = factory.SelfAttribute("promised")
        with_pool = factory.LazyAttribute(
            lambda draw: draw.promised and draw.state != Draw.State.COMMITTED
        )
        revealed = factory.LazyAttribute(
            lambda draw: draw.with_pool and draw.state != Draw.State.FROZEN
        )

    name = factory.Sequence(lambda n: f"第{n}次锻压机械双随机抽查")
    items = "执行标准情况\n出厂检验情况"
    state = Draw.State.DRAFT
    division_id = SHUNDE
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=1))
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=60))
    created_by = factory.SubFactory(UserFactory)
    officer = factory.SelfAttribute("created_by")
    commitment = factory.LazyAttribute(
        lambda draw: drawing.commitment("ab" * 32) if draw.promised else ""
    )
    committed_at = factory.LazyAttribute(
        lambda draw: timezone.now() - dt.timedelta(hours=2) if draw.promised else None
    )
    published_at = factory.LazyAttribute(
        lambda draw: timezone.now() - dt.timedelta(minutes=90) if draw.published else None
    )
    pool_hash = factory.LazyAttribute(lambda draw: "cd" * 32 if draw.with_pool else "")
    frozen_at = factory.LazyAttribute(
        lambda draw: timezone.now() - dt.timedelta(hours=1) if draw.with_pool else None
    )
    seed = factory.LazyAttribute(lambda draw: "ab" * 32 if draw.revealed else "")
    revealed_at = factory.LazyAttribute(lambda draw: timezone.now() if draw.revealed else None)
    concluded_on = factory.LazyAttribute(
        lambda draw: timezone.localdate() if draw.state == Draw.State.CONCLUDED else None
    )

    @factory.post_generation
    def strata(self, create, extracted, **kwargs):
        """``{"A": 25}``: the rate of each class; none once the pool is frozen."""
        if not self.pool_hash:
            for risk_class, rate in ({"-": 25} if extracted is None else extracted).items():
                DrawStratum.objects.create(draw=self, risk_class=risk_class, rate=rate)


class DrawnEnterpriseFactory(factory.django.DjangoModelFactory):
    """A place in a draw that was made; ``seen`` on a list, not replayable."""

    class Meta:
        model = DrawnEnterprise

    draw = factory.SubFactory(DrawFactory, state=Draw.State.DRAWN)
    enterprise = factory.SubFactory(EnterpriseFactory)
    division = factory.SelfAttribute("enterprise.division")
    public_id = factory.SelfAttribute("enterprise.uscc")
    party_name = factory.SelfAttribute("enterprise.name")
    risk_class = "-"
    key = factory.LazyAttribute(lambda row: drawing.digest(row.public_id))
    position = factory.Sequence(lambda n: n + 1)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=60))


class RecusalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recusal

    inspector = factory.SubFactory(UserFactory, badged=True, roles=["inspector"])
    enterprise = factory.SubFactory(EnterpriseFactory)
    division = factory.SelfAttribute("enterprise.division")
    reason = "配偶在该企业任职"
    starts_on = days_ago(10)
    recorded_by = factory.SelfAttribute("inspector")


class DrawRateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DrawRate

    risk_class = "B"
    rate = 5
    valid_from = factory.Sequence(lambda n: dt.date(2025, 1, 1) + dt.timedelta(days=n))
    legal_basis = "年度抽查计划"
    confidence = "F"
