import datetime as dt

import factory
from django.contrib.contenttypes.models import ContentType

from qualitysup.accounts.models import Station
from qualitysup.clock.models import Deadline, TermRule
from tests.factories import CHENCUN, StationFactory, UserFactory

ON = dt.date(2026, 3, 2)


class DeadlineFactory(factory.django.DjangoModelFactory):
    """A correction ordered on 2 March 2026, as ``deadlines.start`` makes it, without computing it.

    Anything that is somewhere can be the case: the kernel knows no subject.
    """

    class Meta:
        model = Deadline

    case_type = factory.LazyFunction(lambda: ContentType.objects.get_for_model(Station))
    case_id = factory.Sequence(lambda n: 1_000_000 + n)
    division_id = CHENCUN
    title = factory.Sequence(lambda n: f"顺市监责改〔2026〕{n + 1}号")
    path = "/admin/"
    term = "correct"
    rule = factory.LazyAttribute(lambda row: TermRule.objects.in_force(row.term, row.started_on))
    holder = factory.SubFactory(UserFactory)
    started_on = ON
    nominal_on = dt.date(2026, 5, 1)
    due_on = dt.date(2026, 5, 6)
    alarm_on = factory.LazyAttribute(lambda row: row.due_on)


__all__ = ["DeadlineFactory", "StationFactory"]
