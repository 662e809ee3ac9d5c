"""What a person goes out for on a day: each kind of case offers its own to the round."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from qualitysup.states import SOON


@dataclass(frozen=True)
class Errand:
    """One thing to be done at one enterprise: the case that it belongs to, and what for."""

    case: object
    enterprise: object
    what: str


_finders: list[Callable[[object, date], Iterable[Errand]]] = []


def register(finder):
    """A function of person and day that finds their errands; once each."""
    _finders.append(finder)
    return finder


def of(person, on: date) -> list[Errand]:
    return [errand for finder in _finders for errand in finder(person, on)]


@register
def patrols(person, on):
    rows = apps.get_model("inspections.Patrol").objects.open().of(person)
    for patrol in rows.filter(planned_on=on).for_list().order_by("pk"):
        yield Errand(patrol, patrol.enterprise, patrol.why)


@register
def reinspections(person, on):
    """Those of the officer in charge: who holds one is written down when it was held."""
    rows = apps.get_model("inspections.Reinspection").objects.under_way()
    rows = rows.filter(Q(inspectors=person) | Q(order__officer=person), planned_on=on)
    for called in rows.select_related("order__enterprise").order_by("pk").distinct():
        yield Errand(called.order, called.order.enterprise, _("re-inspection of %s") % called.order)


@register
def drawn_enterprises(person, on):
    """Those of a random draw that are due: nobody set a day for them."""
    rows = apps.get_model("inspections.DrawnEnterprise").objects.to_check().of_inspector(person)
    rows = rows.filter(due_on__lte=on + timedelta(days=SOON))
    for drawn in rows.for_list().order_by("due_on", "pk"):
        yield Errand(drawn, drawn.enterprise, _("random check: %s") % drawn.draw)


@register
def complaints(person, on):
    """Those that the person looks into, where the enterprise is known."""
    rows = apps.get_model("inspections.Complaint").objects.held_by(person)
    rows = rows.filter(state="assigned").exclude(enterprise=None)
    for complaint in rows.for_list().order_by("received_on", "pk"):
        yield Errand(complaint, complaint.enterprise, _("complaint or clue: %s") % complaint)
