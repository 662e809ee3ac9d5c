"""What the kernel itself has to show: deadlines, where they are late and with whom."""

from datetime import timedelta

from django.db.models import Count, Value
from django.db.models.functions import Concat, Left
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.accounts.models import User
from qualitysup.clock.models import Deadline
from qualitysup.dashboard.registry import Breakdown, Indicator, Line, register
from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.states import SOON, Tone

SUBJECT = gettext_lazy("Terms and deadlines")
AHEAD = 30
# More would be a list, and the list is one click away.
SHOWN = 20


def deadlines(user):
    return Deadline.objects.visible_to(user)


def url(**filters) -> str:
    return f"{reverse('admin:clock_deadline_changelist')}?{urlencode(filters)}"


def url_ahead(user) -> str:
    today = timezone.localdate()
    return url(due_on__gte=today, due_on__lte=today + timedelta(days=AHEAD))


def overdue_by_town(user) -> list[Line]:
    length = codes.LENGTHS["town"]
    town = Concat(Left("division_id", length), Value("0" * (12 - length)))
    late = deadlines(user).overdue().order_by()
    found = late.values(town=town).annotate(late=Count("pk")).order_by("-late", "town")[:SHOWN]
    names = Division.objects.in_bulk([line["town"] for line in found])
    return [
        Line(
            label=str(names.get(line["town"], line["town"])),
            figure=line["late"],
            url=url(due="overdue", division__code__startswith=line["town"][:length]),
        )
        for line in found
    ]


def overdue_by_person(user) -> list[Line]:
    late = deadlines(user).overdue().order_by()
    found = late.values("holder").annotate(late=Count("pk")).order_by("-late", "holder")[:SHOWN]
    people = User.objects.in_bulk([line["holder"] for line in found])
    return [_of_person(people.get(line["holder"]), line["late"]) for line in found]


def _of_person(person, late):
    if person is None:
        return Line(_("nobody"), late, url(due="overdue", holder__isnull=True))
    return Line(str(person), late, url(due="overdue", holder__id__exact=person.pk))


register(
    Indicator(
        key="overdue",
        subject=SUBJECT,
        name=gettext_lazy("Overdue"),
        definition=gettext_lazy("Open deadlines past their due day; what lapses is never late."),
        rows=lambda user: deadlines(user).overdue(),
        url=lambda user: url(due="overdue"),
        permission="clock.view_deadline",
        tone=Tone.LATE,
        order=10,
    ),
    Indicator(
        key="due-soon",
        subject=SUBJECT,
        name=gettext_lazy("Due within 7 days"),
        definition=gettext_lazy("Open deadlines due from today to the seventh day from now."),
        rows=lambda user: deadlines(user).due_within(SOON),
        url=lambda user: url(due="soon"),
        permission="clock.view_deadline",
        tone=Tone.SOON,
        order=20,
    ),
    Indicator(
        key="due-ahead",
        subject=SUBJECT,
        name=gettext_lazy("Due within 30 days"),
        definition=gettext_lazy("Open deadlines due from today to the thirtieth day from now."),
        rows=lambda user: deadlines(user).due_within(AHEAD),
        url=url_ahead,
        permission="clock.view_deadline",
        tone=Tone.INFO,
        order=30,
    ),
    Indicator(
        key="suspended",
        subject=SUBJECT,
        name=gettext_lazy("Suspended"),
        definition=gettext_lazy("Open deadlines for which time stands still."),
        rows=lambda user: deadlines(user).suspended(),
        url=lambda user: url(due="suspended"),
        permission="clock.view_deadline",
        tone=Tone.HOLD,
        order=40,
    ),
    Breakdown(
        key="overdue-by-town",
        subject=SUBJECT,
        name=gettext_lazy("Overdue by town"),
        definition=gettext_lazy("Where the cases lie; the most first."),
        heads=(gettext_lazy("town or street"), gettext_lazy("overdue")),
        lines=overdue_by_town,
        permission="clock.view_deadline",
        order=10,
    ),
    Breakdown(
        key="overdue-by-person",
        subject=SUBJECT,
        name=gettext_lazy("Overdue by person"),
        definition=gettext_lazy("Who answers for them; the most first."),
        heads=(gettext_lazy("responsible"), gettext_lazy("overdue")),
        lines=overdue_by_person,
        permission="clock.view_deadline",
        order=20,
    ),
)
