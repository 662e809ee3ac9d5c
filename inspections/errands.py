"""What a person goes out for on a day: each kind of case offers its own to the round.

``register`` above a finder offers stops; ``serve`` says what a visit to such a case is, so that a
phone makes it and its packet names what it was made for. Subjects above add theirs to both.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from inspections.models.visit import Visit
from qualitysup.states import SOON


@dataclass(frozen=True)
class Errand:
    """One thing to be done at one enterprise: the case that it belongs to, and what for."""

    case: object
    enterprise: object
    what: str


@dataclass(frozen=True)
class Named:
    """What a visit to one case is made for, as its packet says it."""

    errand: int | None
    # Visited or given up already.
    done: bool = False
    # The checklist that is wanted, if the case says.
    checklist: int | None = None
    # By when, where that is no deadline of the case itself.
    due_on: date | None = None


@dataclass(frozen=True)
class Purpose:
    """What visits to the cases of one model are; ``names`` is asked for all of them at once."""

    model: str
    kind: str
    names: Callable[[list, object], dict[int, Named]]


NOTHING = Named(None)

_finders: list[Callable[[object, date], Iterable[Errand]]] = []
PURPOSES: dict[str, Purpose] = {}


def register(finder):
    """A function of person and day that finds their errands; once each."""
    _finders.append(finder)
    return finder


def serve(model: str, kind: str):
    """Above the function that names, of these cases for this person, what a visit is made for."""

    def keep(names):
        PURPOSES[model] = Purpose(model, kind, names)
        return names

    return keep


def purpose_of(case) -> Purpose | None:
    return PURPOSES.get(case._meta.label)


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


# --- What such a visit is ------------------------------------------------------------------------


def while_in(*states, checklist=lambda case: None):
    """A case names itself, and its visit is wanted in these states."""
    return lambda cases, person: {
        case.pk: Named(case.pk, case.state not in states, checklist(case)) for case in cases
    }


def _of_reason(patrol):
    return patrol.reason and patrol.reason.checklist_id


serve("inspections.Patrol", Visit.Kind.PATROL)(while_in("planned", checklist=_of_reason))
serve("inspections.DrawnEnterprise", Visit.Kind.DRAW)(
    while_in("to_check", checklist=lambda drawn: drawn.draw.checklist_id)
)
serve("inspections.Complaint", Visit.Kind.COMPLAINT)(while_in("assigned"))


@serve("inspections.RectificationOrder", Visit.Kind.REINSPECTION)
def called(orders, person):
    """The re-inspection itself is what the packet names; whoever takes it along knows it."""
    return {order.pk: Named(None, not order.state.startswith("reinspecting")) for order in orders}
