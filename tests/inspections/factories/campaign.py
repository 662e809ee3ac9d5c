"""Campaigns and what they are made of."""

import factory

from inspections.models import (
    Campaign,
    Consultation,
    Participation,
    QualityMeeting,
    WorkGroup,
    WorkGroupVisit,
)
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import CHENCUN, SHUNDE, UserFactory
from tests.inspections.factories.days import days_ago

Stage = Campaign.State
STANDARD = "GB 17120—2025"
PRODUCT = "锻压机械"


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
