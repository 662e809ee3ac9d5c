"""What waits of visits: those that arrived in part or twice, or entail what cannot be done."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Visit, VisitPacket
from inspections.services import follow_ups
from inspections.services.visits import STUCK_AFTER
from qualitysup.casework.home import WorkRow, register_worklist, worklist_of
from qualitysup.states import Tone
from qualitysup.wording import listed


def stuck(user):
    rows = Visit.objects.visible_to(user).stuck(timezone.now() - STUCK_AFTER)
    return rows.select_related("received_by").order_by("received_at", "pk")


def stuck_rows(visits):
    return [
        WorkRow(title=visit.title, url=visit.get_absolute_url(), note=str(visit.received_by))
        for visit in visits
    ]


def conflicts(user):
    rows = VisitPacket.objects.visible_to(user).filter(conflict=VisitPacket.Conflict.OPEN)
    return rows.select_related("visit", "sent_by").order_by("pk")


def conflict_rows(packets):
    return [
        WorkRow(title=packet.visit.title, url=packet.get_absolute_url(), note=str(packet.sent_by))
        for packet in packets
    ]


def with_refusals(user):
    return Visit.objects.visible_to(user).with_follow_ups_refused().order_by("pk")


def refusal_rows(visits):
    return [
        WorkRow(
            title=visit.title,
            url=f"{visit.get_absolute_url()}#follow-ups",
            note=listed(f"{owed.label}: {owed.refusal}" for owed in visit.follow_ups.refused()),
        )
        for visit in visits
    ]


register_worklist(
    worklist_of(
        Visit,
        "visits-stuck",
        _("Visits half arrived"),
        stuck,
        {"standing": "stuck"},
        said=stuck_rows,
        permission="inspections.resolve_visit",
        tone=Tone.SOON,
        order=37,
    ),
    worklist_of(
        Visit,
        "visits-conflict",
        _("Conflicting visits to decide"),
        conflicts,
        {"standing": "conflict"},
        said=conflict_rows,
        permission="inspections.resolve_visit",
        tone=Tone.LATE,
        order=38,
    ),
    worklist_of(
        Visit,
        "visits-follow-ups",
        _("Follow-ups of visits that could not be done"),
        with_refusals,
        {"standing": "follow-up"},
        said=refusal_rows,
        permission=follow_ups.SETTLE,
        tone=Tone.LATE,
        order=39,
    ),
)
