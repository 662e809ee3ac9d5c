"""Who is told what of food workshops: operators of their unit, the desk of one that is free."""

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enterprises.models import Representation
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing
from workshops.models import Application
from workshops.workflow.relocation import ALLOCATE


def unit_given(relocation, *, by) -> None:
    """Whoever acts for the operator or for the zone hears which unit, and from when to when."""
    given = relocation.allocations.standing().select_related("unit").latest("pk")
    parties = [relocation.workshop.enterprise_id, relocation.zone.lead_id]
    owing.owe(
        representatives(parties, by=by),
        topic=f"relocation:{relocation.pk}",
        stage=f"given {relocation.version}",
        kind=Kind.ASSIGNED,
        subject=format_lazy("{words}: {title}", words=_("Unit given"), title=relocation.title),
        body=f"{given.unit} · {given.days}",
        url=relocation.get_absolute_url(),
        division=relocation.division,
    )


def change_owed(relocation, *, by) -> None:
    """Whoever acts for the operator hears that its registration is to say where it works now."""
    owing.owe(
        representatives([relocation.workshop.enterprise_id], by=by),
        topic=f"relocation:{relocation.pk}",
        stage="change owed",
        kind=Kind.WORK,
        subject=_("You moved: apply for the change of your registration within 3 working days"),
        body=relocation.title,
        url=Application.url_to_apply(Application.Kind.CHANGE, relocation.workshop_id),
        division=relocation.division,
    )


def place_is_free(relocation, unit, *, after) -> None:
    """The desk and the operator who is next hear that a unit which fits became free."""
    facts = {
        "topic": f"place-free:{after.pk}",
        "stage": str(relocation.pk),
        "kind": Kind.WORK,
        "division": relocation.division,
        "body": f"{relocation.zone} · {unit}",
    }
    desk = User.objects.responsible_for(relocation.division_id, *roles_with(ALLOCATE))
    owing.owe(
        desk,
        subject=format_lazy(
            "{words}: {workshop}",
            words=_("A unit is free; next on the list"),
            workshop=relocation.workshop,
        ),
        url=reverse("admin:workshops_zone_board", args=[relocation.zone_id]),
        **facts,
    )
    owing.owe(
        representatives([relocation.workshop.enterprise_id]),
        subject=_("A unit that fits is free, and you are next on the list"),
        url=relocation.get_absolute_url(),
        **facts,
    )


def representatives(enterprise_ids, *, by=None):
    """Those who act for these parties today, but for whoever did it."""
    acting = Representation.objects.in_force(timezone.localdate())
    acting = acting.filter(enterprise__in=enterprise_ids)
    return User.objects.filter(pk__in=acting.values("user"), is_active=True).exclude(
        pk=by and by.pk
    )
