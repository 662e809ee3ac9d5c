"""Filters of the list of visits."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.services.visits import STUCK_AFTER


class VisitStandingFilter(admin.SimpleListFilter):
    """How visits stand, by the queries that home and dashboard count with."""

    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("found", _("found something")),
            ("clean", _("nothing failed")),
            ("stuck", _("half arrived")),
            ("conflict", _("conflict to decide")),
            ("follow-up", _("what follows could not be done")),
        ]

    def queryset(self, request, visits):
        match self.value():
            case "found":
                return visits.finished().with_findings()
            case "clean":
                return visits.finished().filter(failed_count=0)
            case "stuck":
                return visits.stuck(timezone.now() - STUCK_AFTER)
            case "conflict":
                return visits.in_conflict()
            case "follow-up":
                return visits.with_follow_ups_refused()
        return visits
