"""A trial checklist, and visits on it."""

import datetime as dt
import uuid

import factory
from django.utils import timezone

from inspections.models import (
    Checklist,
    ChecklistItem,
    ChecklistSection,
    ChecklistVersion,
    Visit,
    VisitAnswer,
    VisitInspector,
)
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory, earlier_today
from tests.inspections.factories.campaign import STANDARD
from tests.inspections.factories.days import days_ago


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
    started_at = factory.LazyFunction(lambda: earlier_today(hours=3))
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
            if key in items:
                VisitAnswer.objects.create(visit=self, item=items[key], failed=bool(fails), **given)
