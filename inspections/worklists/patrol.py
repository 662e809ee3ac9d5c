"""What waits of patrols: today's round, what is late and what is due."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Patrol, RoundStop
from qualitysup.casework.home import Worklist, WorkRow, register_worklist, worklist_of
from qualitysup.states import SOON, Tone


def overdue(user):
    return Patrol.objects.visible_to(user).overdue().order_by("due_on", "pk")


def due(user):
    return Patrol.objects.visible_to(user).due_within(SOON).order_by("due_on", "pk")


def stops_of_today(user):
    mine = RoundStop.objects.filter(round__person=user, round__on=timezone.localdate())
    return mine.order_by("position")


def stop_rows(user, shown):
    for stop in stops_of_today(user).for_page()[:shown]:
        at = stop.arrives_at.strftime("%H:%M") if stop.arrives_at else ""
        note = " · ".join(filter(None, [at, stop.what, stop.enterprise.address]))
        yield WorkRow(title=f"{stop.position}. {stop.enterprise}", url=stop.path, note=note)


register_worklist(
    Worklist(
        key="my-round",
        label=_("My round today"),
        count=lambda user: stops_of_today(user).count(),
        rows=stop_rows,
        url=lambda user: reverse("inspections:my-round"),
        permission="inspections.change_round",
        tone=Tone.INFO,
        order=5,
        in_field=True,
    ),
    worklist_of(
        Patrol,
        "patrols-overdue",
        _("Patrols overdue"),
        overdue,
        {"standing": "overdue"},
        permission="inspections.fulfil_patrol",
        tone=Tone.LATE,
        order=21,
    ),
    worklist_of(
        Patrol,
        "patrols-due",
        _("Patrols due within 7 days"),
        due,
        {"standing": "soon"},
        permission="inspections.fulfil_patrol",
        tone=Tone.SOON,
        order=22,
    ),
)
