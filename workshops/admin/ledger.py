"""What the pages of lots, sales and papers share."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import ngettext

from qualitysup.casework.taskpages import TaskPages
from qualitysup.states import Tone, state
from workshops.models import Lot
from workshops.services.keeping import workshops_of
from workshops.workflow.lot import KEEP

CSS = {"all": ["workshops/ledger.css"]}


class QueryFilter(admin.SimpleListFilter):
    """Each choice is a query of the model's vocabulary: ``QUERIES``."""

    QUERIES: dict = {}

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _query) in self.QUERIES.items()]

    def queryset(self, request, rows):
        found = self.QUERIES.get(self.value())
        return found[1](rows) if found else rows


def entered(moment, days_late):
    """The server's moment, and how many days after the claimed day that was."""
    shown = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    if not days_late:
        return shown
    words = ngettext("%d day later", "%d days later", days_late) % days_late
    return format_html("{} {}", shown, state(Tone.SOON, words))


class KeepsLedgers(TaskPages):
    """What the pages of lots and sales share: who writes, and the printable ledger."""

    def keeps(self, request, workshop) -> bool:
        return (
            request.user.has_perm(KEEP)
            and workshops_of(request.user).filter(pk=workshop.pk).exists()
        )

    def need_keeper(self, request, workshop):
        if not self.keeps(request, workshop):
            raise PermissionDenied

    def changelist_view(self, request, extra_context=None):
        keeps = request.user.has_perm("workshops.add_lot") and workshops_of(request.user).exists()
        return super().changelist_view(
            request, {"keeps": keeps, "kinds": Lot.Kind, **(extra_context or {})}
        )
