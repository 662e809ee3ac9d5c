"""Samples carried somewhere by the services, day by day, as in life: with log, clocks, papers."""

import datetime as dt

from django.utils import timezone

from inspections.models import Sample
from inspections.services import retests, samples
from qualitysup.accounts.roles import Role
from qualitysup.documents.models import IssuedDocument
from tests.documents.factories import serve
from tests.factories import UserFactory
from tests.inspections.factories import LaboratoryFactory, SampleFactory

State = Sample.State
FAILURES = "防护装置：缺失\n急停：响应时间超标"


class Way:
    """One sample on its way; everything is done by somebody who may do all of it."""

    def __init__(self, sample, *, begins_on):
        self.sample, self.day = sample, begins_on
        self.by = UserFactory(
            roles=[Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER], badged=True
        )

    def later(self, days):
        self.day += dt.timedelta(days=days)
        return self

    def take(self, service, **words):
        self.sample = service(self.sample, by=self.by, on=self.day, **words)
        return self

    def serve(self):
        """Hand over what was issued that day."""
        moment = timezone.make_aware(dt.datetime.combine(self.day, dt.time(9)))
        for document in IssuedDocument.objects.of(self.sample).unserved():
            serve(document, *self.sample.samplers.all()[:2], served_at=moment)
        self.sample.refresh_from_db()
        return self


def drawn(way):
    return way.take(samples.draw)


def testing(way):
    drawn(way).later(1).take(samples.send, laboratory=LaboratoryFactory(), backup_place="样品库")
    return way.later(1).take(samples.receive)


def failed(way):
    return (
        testing(way)
        .later(5)
        .take(samples.fail_test, report_number=f"JY-{way.sample.pk}", failed_items=FAILURES)
    )


def passed(way):
    return testing(way).later(5).take(samples.pass_test, report_number=f"JY-{way.sample.pk}")


def told(way):
    return failed(way).later(1).take(samples.notify).serve()


def objected(way):
    return told(way).later(3).take(retests.object_to, reasons="对检验结果有异议。")


def retesting(way):
    objected(way).later(1).take(retests.accept)
    return way.take(retests.order, laboratory=LaboratoryFactory())


WAYS = {
    State.DRAFT: lambda way: way,
    State.REFUSED: lambda way: way.take(
        samples.refuse_sampling, refusal=Sample.Refusal.FEE, note="要求支付费用"
    ),
    State.DRAWN: drawn,
    State.SENT: lambda way: drawn(way).take(samples.send, laboratory=LaboratoryFactory()),
    State.TESTING: testing,
    State.PASSED: passed,
    State.FAILED: failed,
    State.NOTIFIED: told,
    State.OBJECTED: objected,
    State.RETEST_ACCEPTED: lambda way: objected(way).take(retests.accept),
    State.RETEST_REFUSED: lambda way: objected(way).take(retests.refuse, note="备用样品已变质"),
    State.RETESTING: retesting,
    State.CONFIRMED: lambda way: retesting(way).take(retests.confirm, report_number="FJ-1"),
    State.OVERTURNED: lambda way: retesting(way).take(retests.overturn, report_number="FJ-1"),
    State.REFERRED: lambda way: told(way).take(samples.refer, authority="南海区市场监督管理局"),
    State.ORDERED: lambda way: told(way).take(samples.order),
    State.CLOSED: lambda way: passed(way).take(samples.notify).take(samples.close),
    State.DISCARDED: lambda way: drawn(way).take(samples.discard, note="运输途中损坏"),
}


def sample_in(state, *, days=40, **facts):
    """A sample that came to this state by the services; it was drawn so many days ago."""
    if state == State.REFERRED:
        facts = {"producer_name": "外地锻压厂", "producer_elsewhere": True} | facts
    begins_on = timezone.localdate() - dt.timedelta(days=days)
    way = Way(SampleFactory(**facts), begins_on=begins_on)
    found = WAYS[State(state)](way).sample
    assert found.state == state
    return Sample.objects.get(pk=found.pk)
