"""The ledger on paper: one month of it with the law's columns."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from workshops import ledger_columns as columns
from workshops.models import Lot


class LedgerOnPaper:
    """For the admin of lots: a page for each ledger, to be read and printed."""

    def get_urls(self):
        route = path(
            "ledger/<slug:ledger>/",
            self.admin_site.admin_view(self.ledger),
            name="workshops_lot_ledger",
        )
        return [route, *super().get_urls()]

    def ledger(self, request, ledger):
        """One month of one ledger with the law's columns, to be read, printed or taken out."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ledger not in columns.LEDGERS:
            raise Http404
        month = _month(request.GET.get("month"))
        seen = Lot.objects.visible_to(request.user)
        if (workshop := request.GET.get("workshop", "")).isdigit():
            seen = seen.of(int(workshop))
        context = {
            **self.admin_site.each_context(request),
            "title": columns.LEDGERS[ledger].title,
            "opts": self.opts,
            "ledgers": columns.LEDGERS,
            "ledger": ledger,
            "page": columns.page(ledger, seen, month),
            "month": f"{month:%Y-%m}",
            "media": self.media,
        }
        return TemplateResponse(request, "workshops/ledger.html", context)


def _month(asked):
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
