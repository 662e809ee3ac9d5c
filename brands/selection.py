"""Whom patrol plans choose because of an honour (名优企业的巡查制度)."""

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from inspections.selection import Selection, register


def _honoured(reason):
    """Who holds an honour on the plan's first day, of the kind that is meant or of any."""
    honours = apps.get_model("brands.Honour").objects.as_of(reason.plan.starts_on)
    honours = honours.filter(enterprise=OuterRef("pk"))
    if reason.target:
        honours = honours.filter(kind__key=reason.target)
    return apps.get_model("enterprises.Enterprise").objects.filter(Exists(honours))


def _kinds(plan):
    return apps.get_model("brands.HonourKind").objects.values_list("key", "name")


register(
    Selection("honour", _("everybody with an honour"), _honoured, at_least_once=True),
)
register(
    Selection("honour-kind", _("by kind of honour"), _honoured, _kinds, at_least_once=True),
)
