"""Campaigns, results and orders in a situation.

``RectificationOrderFactory(state="halted")`` is a row as that state leaves it, without log, clocks
or papers. ``stories.order_in("halted")`` gets there by the services, as in life.
"""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from inspections import drawing
from inspections.models import (
    Campaign,
    Capacity,
    Checklist,
    ChecklistItem,
    ChecklistSection,
    ChecklistVersion,
    Complainant,
    Complaint,
    Consultation,
    Disclosure,
    Draw,
    DrawnEnterprise,
    DrawRate,
    DrawStratum,
    Halt,
    Laboratory,
    Leave,
    Objection,
    OrderItem,
    Participation,
    Patrol,
    PatrolPlan,
    PublicPage,
    QualityMeeting,
    RectificationOrder,
    Recusal,
    Reinspection,
    ReinspectionItem,
    RiskFormula,
    RiskRun,
    RiskScore,
    Sample,
    SamplingPlan,
    StationPlace,
    SuperiorSampling,
    TestResult,
    Visit,
    VisitAnswer,
    VisitInspector,
    WorkGroup,
    WorkGroupVisit,
)
from inspections.models import Round as DayRound
from qualitysup.clock.services import deadlines
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, SHUNDE, StationFactory, UserFactory

State = RectificationOrder.State
Stage = Campaign.State
Round = Reinspection.Round

STANDARD = "GB 17120—2025"
PRODUCT = "锻压机械"


def days_ago(days: int):
    return factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=days))


class CampaignFactory(factory.django.DjangoModelFactory):
    """Presses of 陈村镇 against GB 17120, in preparation; ``opened=True`` is under way."""

    class Meta:
        model = Campaign
        skip_postgeneration_save = True

    class Params:
        opened = factory.Trait(state=Stage.OPEN, opened_on=days_ago(200))
        closed = factory.Trait(
            state=Stage.CLOSED,
            opened_on=days_ago(200),
            closed_on=days_ago(1),
            conclusion="各企业整改到位。",
        )

    name = factory.Sequence(lambda n: f"第{n}次锻压机械专项整治")
    division_id = SHUNDE
    product = PRODUCT
    standard = STANDARD
    starts_on = days_ago(200)
    created_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def towns(self, create, extracted, **kwargs):
        self.towns.set([CHENCUN] if extracted is None else extracted)

    @factory.post_generation
    def consulted(self, create, extracted, **kwargs):
        """With chamber and government, as a halt by agreement needs."""
        if extracted:
            ConsultationFactory(campaign=self, kind=Consultation.Kind.CHAMBER)
            ConsultationFactory(campaign=self, kind=Consultation.Kind.GOVERNMENT)


class OfCampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    campaign = factory.SubFactory(CampaignFactory)


class ConsultationFactory(OfCampaignFactory):
    class Meta:
        model = Consultation

    kind = Consultation.Kind.CHAMBER
    body = "陈村镇商会"
    held_on = days_ago(190)
    people = "测试会长、测试秘书长"
    opinion = Consultation.Opinion.AGREES
    summary = "同意停产整顿，会员企业配合。"
    recorded_by = factory.SelfAttribute("campaign.created_by")


class QualityMeetingFactory(OfCampaignFactory):
    class Meta:
        model = QualityMeeting

    held_on = days_ago(195)
    place = "陈村镇政府会议室"
    attendees = "各锻压机械企业负责人"
    analysis = "安全防护装置普遍不符合标准。"
    measures = "限期整改，逐台检验。"


class WorkGroupFactory(OfCampaignFactory):
    class Meta:
        model = WorkGroup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"第{n}工作组")
    leader = factory.SubFactory(UserFactory)

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        self.members.set(extracted or [])


class ParticipationFactory(OfCampaignFactory):
    """``measured=True`` has every figure: sales doubled, staff up by a quarter."""

    class Meta:
        model = Participation

    class Params:
        measured = factory.Trait(
            pass_rate_before=40,
            pass_rate_after=95,
            sales_before=1000,
            sales_after=2000,
            staff_before=80,
            staff_after=100,
        )

    enterprise = factory.SubFactory(EnterpriseFactory)


class WorkGroupVisitFactory(OfCampaignFactory):
    class Meta:
        model = WorkGroupVisit

    work_group = factory.SubFactory(WorkGroupFactory, campaign=factory.SelfAttribute("..campaign"))
    participation = factory.SubFactory(
        ParticipationFactory, campaign=factory.SelfAttribute("..campaign")
    )
    visited_on = days_ago(100)
    findings = "检验台账不全。"
    help_given = "讲解出厂检验要求。"
    recorded_by = factory.SelfAttribute("campaign.created_by")


class TestResultFactory(factory.django.DjangoModelFactory):
    """A failed result with two failures; ``passed=True`` has none."""

    __test__ = False

    class Meta:
        model = TestResult

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    report_number = factory.Sequence(lambda n: f"WT-{n:06d}")
    laboratory = "测试产品质量监督检验所"
    product = PRODUCT
    model = "JB23-63 2026-01"
    standard = STANDARD
    tested_on = days_ago(10)
    notified_on = days_ago(5)
    passed = False
    failed_items = factory.LazyAttribute(
        lambda result: "" if result.passed else "防护装置：缺失\n急停：响应时间超标"
    )
    recorded_by = factory.SubFactory(UserFactory)


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


class ChecklistVersionFactory(factory.django.DjangoModelFactory):
    """Published, with a verdict, a number and a choice; ``published_on=None`` is a draft."""

    class Meta:
        model = ChecklistVersion
        skip_postgeneration_save = True

    checklist = factory.LazyFunction(
        lambda: Checklist.objects.get_or_create(code="trial", defaults={"name": "试用检查表"})[0]
    )
    number = factory.LazyAttribute(lambda version: version.checklist.versions.count() + 1)
    published_on = days_ago(400)

    @classmethod
    def _create(cls, model_class, *args, published_on, **kwargs):
        # A published version takes no more items, so it is published when they are there.
        version = super()._create(model_class, *args, **kwargs)
        section = ChecklistSection.objects.create(version=version, position=1, title="一、现场")
        proposal = {"proposal": "加装防护装置", "proposal_kind": "product", "proposal_days": 30}
        for position, item in enumerate(
            [
                {"key": "guard", "text": "防护装置完好", "kind": "key", **proposal},
                {
                    "key": "noise",
                    "text": "噪声",
                    "answer": "number",
                    "unit": "dB",
                    "highest": 90,
                    "clause": STANDARD,
                },
                {
                    "key": "state",
                    "text": "状况",
                    "answer": "choice",
                    "choices": ["好", "差"],
                    "failing": ["差"],
                },
            ],
            start=1,
        ):
            ChecklistItem.objects.create(section=section, position=position, **item)
        if published_on:
            version.published_on = published_on
            version.save()
        return version


class VisitFactory(factory.django.DjangoModelFactory):
    """A finished patrol by two inspectors; ``failed=1`` has the guard missing."""

    class Meta:
        model = Visit
        skip_postgeneration_save = True

    uuid = factory.LazyFunction(uuid.uuid4)
    kind = Visit.Kind.PATROL
    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    checklist_version = factory.LazyFunction(
        lambda: (
            ChecklistVersion.objects.filter(checklist__code="trial").last()
            or ChecklistVersionFactory()
        )
    )
    party_name = factory.SelfAttribute("enterprise.name")
    started_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=3))
    ended_at = factory.LazyAttribute(lambda visit: visit.started_at + dt.timedelta(hours=1))
    received_by = factory.SubFactory(UserFactory, badged=True)
    present = "测试厂长"
    signature_refused = "当事人不在场"
    state = Visit.State.FINISHED
    finished_at = factory.LazyAttribute(
        lambda visit: timezone.now() if visit.state == Visit.State.FINISHED else None
    )
    failed_count = 0
    outcome = factory.LazyAttribute(
        lambda visit: Visit.Outcome.TO_FOLLOW_UP if visit.failed_count else Visit.Outcome.NO_PROBLEM
    )

    @factory.post_generation
    def answers(self, create, extracted, **kwargs):
        people = [self.received_by, UserFactory(badged=True)]
        for position, person in enumerate(people, start=1):
            VisitInspector.objects.create(
                visit=self, inspector=person, position=position, badge_number=person.badge_number
            )
        items = {
            item.key: item
            for item in ChecklistItem.objects.filter(section__version=self.checklist_version)
        }
        for key, given, fails in (
            ("guard", {"verdict": "fail" if self.failed_count else "pass"}, self.failed_count),
            ("noise", {"number": 80}, False),
            ("state", {"text": "好"}, False),
        ):
            VisitAnswer.objects.create(visit=self, item=items[key], failed=bool(fails), **given)


class DrawFactory(factory.django.DjangoModelFactory):
    """Among all press makers of Shunde, a quarter of them; ``state`` is a row as it leaves one.

    A draw that is really made, with pool and drawn, is ``stories_of_draws.made()``.
    """

    class Meta:
        model = Draw
        skip_postgeneration_save = True

    class Params:
        promised = factory.LazyAttribute(lambda draw: draw.state not in ("draft", "cancelled"))
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


class ComplaintFactory(factory.django.DjangoModelFactory):
    """A report of a breach as registered; ``state=…`` as that state leaves the row."""

    class Meta:
        model = Complaint

    class Params:
        is_checked = factory.LazyAttribute(lambda o: o.state in ("checked", "answered", "closed"))
        is_held = factory.LazyAttribute(lambda o: o.is_checked or o.state == "assigned")

    state = Complaint.State.REGISTERED
    kind = Complaint.Kind.REPORT
    source = Complaint.Source.HOTLINE_12345
    source_number = factory.Sequence(lambda n: f"TS{n:08d}")
    received_on = days_ago(3)
    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    text = "反映压力机没有防护罩。"
    created_by = factory.SubFactory(UserFactory)
    holder = factory.Maybe("is_held", factory.SubFactory(UserFactory), None)
    accepted_on = factory.LazyAttribute(
        lambda o: (
            timezone.localdate() if o.state not in ("registered", "refused", "joined") else None
        )
    )
    checked_on = factory.LazyAttribute(lambda o: timezone.localdate() if o.is_checked else None)
    result = factory.LazyAttribute(lambda o: "unfounded" if o.is_checked else "")
    closed_on = factory.LazyAttribute(
        lambda o: timezone.localdate() if o.state in Complaint.ENDED_STATES else None
    )
    duplicate_of = factory.Maybe(
        factory.LazyAttribute(lambda o: o.state == "joined"),
        factory.SubFactory("tests.inspections.factories.ComplaintFactory"),
        None,
    )


class ComplainantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Complainant

    complaint = factory.SubFactory(ComplaintFactory, has_contact=True)
    name = "测小明"
    phone = "13900001234"


class RiskRunFactory(factory.django.DjangoModelFactory):
    """A finished scoring of Shunde, by the formula that is shipped."""

    class Meta:
        model = RiskRun
        django_get_or_create = ("division_id", "month")

    division_id = SHUNDE
    month = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))
    as_of = factory.LazyFunction(timezone.localdate)
    formula = factory.LazyFunction(lambda: RiskFormula.objects.first())
    weights = factory.LazyAttribute(
        lambda o: {"from_b": 10, "from_c": 30, "from_d": 60, "factors": []}
    )
    state = RiskRun.State.DONE
    finished_at = factory.LazyFunction(timezone.now)


class RiskScoreFactory(factory.django.DjangoModelFactory):
    """One failed test, so that B is proposed for an enterprise without a class."""

    class Meta:
        model = RiskScore

    run = factory.SubFactory(RiskRunFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    points = 15
    parts = factory.LazyFunction(
        lambda: [{"factor": "failed_tests", "count": 1, "points": 15, "months": 36}]
    )
    current_class = factory.SelfAttribute("enterprise.risk_class")
    proposed_class = "B"
    decision = RiskScore.Decision.PENDING


class LaboratoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Laboratory

    name = factory.Sequence(lambda n: f"测试第{n}检验站")
    cma_number = factory.Sequence(lambda n: f"2026{n:08d}")
    cma_valid_to = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=900))
    address = "测试路9号"


class SamplingPlanFactory(factory.django.DjangoModelFactory):
    """The bureau's own plan for presses this year; ``superiors=True`` was ordered from above."""

    class Meta:
        model = SamplingPlan

    class Params:
        superiors = factory.Trait(ordered_by="superior", superior="广东省市场监督管理局")

    division_id = SHUNDE
    name = factory.Sequence(lambda n: f"第{n}次锻压机械监督抽查")
    product = factory.Sequence(lambda n: f"{PRODUCT}{n}")
    standard = STANDARD
    starts_on = days_ago(300)
    ends_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=60))
    batches = 10
    created_by = factory.SubFactory(UserFactory)


class SuperiorSamplingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuperiorSampling

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    product = PRODUCT
    authority = "广东省市场监督管理局"
    sampled_on = factory.LazyFunction(timezone.localdate)
    source = "省局监督抽查通告"
    recorded_by = factory.SubFactory(UserFactory)


class SampleFactory(factory.django.DjangoModelFactory):
    """A sheet that is being filled in; ``samples.sample_in("failed")`` gets further."""

    class Meta:
        model = Sample
        skip_postgeneration_save = True

    enterprise = factory.SubFactory(EnterpriseFactory)
    division_id = factory.SelfAttribute("enterprise.division_id")
    officer = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("officer")
    product = PRODUCT
    model = "JB23-63"
    batch = "2601"
    standard = STANDARD
    base_quantity = 12
    sample_quantity = 1
    backup_quantity = 1
    unit = "台"
    place = Sample.Place.WAREHOUSE
    seals = "封条 0001、0002"
    signed_by = "测试厂长"

    @factory.post_generation
    def samplers(self, create, extracted, **kwargs):
        self.samplers.set(
            UserFactory.create_batch(2, badged=True) if extracted is None else extracted
        )


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
