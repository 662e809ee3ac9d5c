"""What the kernel itself has to show: deadlines, where they are late and with whom."""

from datetime import timedelta
from functools import partial

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.accounts.models import User
from qualitysup.clock.models import Deadline
from qualitysup.dashboard.registry import (
    SHOWN,
    Breakdown,
    Line,
    figure_of,
    lines_by_town,
    register,
)
from qualitysup.lists import list_url
from qualitysup.regions import codes
from qualitysup.states import SOON, Tone

SUBJECT = gettext_lazy("Terms and deadlines")
AHEAD = 30

figure = partial(figure_of, Deadline, subject=SUBJECT)
overdue_url = partial(list_url, Deadline, due="overdue")


def overdue(user):
    return Deadline.objects.visible_to(user).overdue()


def days_ahead(user) -> dict:
    today = timezone.localdate()
    return {"due_on__gte": today, "due_on__lte": today + timedelta(days=AHEAD)}


def overdue_by_town(user) -> list[Line]:
    length = codes.LENGTHS["town"]
    return lines_by_town(
        overdue(user), lambda town: overdue_url(division__code__startswith=town[:length])
    )


def overdue_by_person(user) -> list[Line]:
    late = overdue(user).order_by()
    found = late.values("holder").annotate(late=Count("pk")).order_by("-late", "holder")[:SHOWN]
    people = User.objects.in_bulk([line["holder"] for line in found])
    return [_of_person(people.get(line["holder"]), line["late"]) for line in found]


def _of_person(person, late):
    if person is None:
        return Line(_("nobody"), late, overdue_url(holder__isnull=True))
    return Line(str(person), late, overdue_url(holder__id__exact=person.pk))


register(
    figure(
        "overdue",
        gettext_lazy("Overdue"),
        gettext_lazy("Open deadlines past their due day; what lapses is never late."),
        lambda deadlines: deadlines.overdue(),
        {"due": "overdue"},
        tone=Tone.LATE,
        order=10,
    ),
    figure(
        "due-soon",
        gettext_lazy("Due within 7 days"),
        gettext_lazy("Open deadlines due from today to the seventh day from now."),
        lambda deadlines: deadlines.due_within(SOON),
        {"due": "soon"},
        tone=Tone.SOON,
        order=20,
    ),
    figure(
        "due-ahead",
        gettext_lazy("Due within 30 days"),
        gettext_lazy("Open deadlines due from today to the thirtieth day from now."),
        lambda deadlines: deadlines.due_within(AHEAD),
        days_ahead,
        tone=Tone.INFO,
        order=30,
    ),
    figure(
        "suspended",
        gettext_lazy("Suspended"),
        gettext_lazy("Open deadlines for which time stands still."),
        lambda deadlines: deadlines.suspended(),
        {"due": "suspended"},
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
