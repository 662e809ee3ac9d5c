"""What a person goes out for on a day: each kind of case offers its own to the round."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.utils.translation import gettext as _


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
    rows = apps.get_model("inspections.Reinspection").objects.under_way()
    rows = rows.filter(planned_on=on, inspectors=person)
    for called in rows.select_related("order__enterprise").order_by("pk"):
        yield Errand(called.order, called.order.enterprise, _("re-inspection of %s") % called.order)
