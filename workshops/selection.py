"""Whom patrol plans choose because of a zone: everybody who works in it."""

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from inspections.selection import Selection, register
from qualitysup.regions import codes


def _of_a_zone(reason):
    """Those who are inside, and the enterprise that runs it."""
    inside = apps.get_model("workshops.Relocation").objects.moved_in().filter(zone=reason.target)
    zones = apps.get_model("workshops.Zone").objects.filter(pk=reason.target)
    enterprises = apps.get_model("enterprises.Enterprise").objects
    return enterprises.filter(pk__in=inside.values("workshop__enterprise")) | enterprises.filter(
        pk__in=zones.values("lead")
    )


def _zones(plan):
    zones = apps.get_model("workshops.Zone").objects.open().order_by("name", "pk")
    zones = zones.filter(zones.within(codes.prefix(plan.division_id)))
    return [(str(pk), name) for pk, name in zones.values_list("pk", "name")]


register(Selection("zone", _("everybody in a zone"), _of_a_zone, _zones, at_least_once=True))
