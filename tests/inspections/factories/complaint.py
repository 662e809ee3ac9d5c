"""Complaints and clues, and who made them."""

import factory
from django.utils import timezone

from inspections.models import Complainant, Complaint
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories.days import days_ago


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
        factory.SubFactory("tests.inspections.factories.complaint.ComplaintFactory"),
        None,
    )


class ComplainantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Complainant

    complaint = factory.SubFactory(ComplaintFactory, has_contact=True)
    name = "测小明"
    phone = "13900001234"
