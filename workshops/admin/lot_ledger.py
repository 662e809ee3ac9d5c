"""The ledger on paper: one month of it with the law's columns."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from workshops import ledger_columns as columns
from workshops.models import Lot, Workshop

# More is not printed in one go, nor read on one page.
ON_PAPER, ON_SCREEN = 1000, 50


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
        seen, workshop = Lot.objects.visible_to(request.user), self._whose(request)
        rows = columns.month_of(ledger, seen.of(workshop) if workshop else seen, month)
        # An operator prints its month as a whole; others read through those of many.
        page = Paginator(rows, ON_PAPER if workshop else ON_SCREEN).get_page(
            request.GET.get("page")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": columns.LEDGERS[ledger].title,
            "opts": self.opts,
            "ledgers": columns.LEDGERS,
            "ledger": ledger,
            "workshop": workshop,
            "page": page,
            "table": columns.table(ledger, page.object_list, of_one=workshop is not None),
            "month": f"{month:%Y-%m}",
            "media": self.media,
        }
        return TemplateResponse(request, "workshops/ledger.html", context)

    def _whose(self, request):
        """The operator that was asked for, or the only one that the person sees."""
        seen = Workshop.objects.visible_to(request.user).select_related("enterprise")
        asked = request.GET.get("workshop", "")
        if asked.isascii() and asked.isdecimal():
            return get_object_or_404(seen, pk=asked)
        if not request.user.is_party:
            return None
        found = list(seen.order_by("pk")[:2])
        return found[0] if len(found) == 1 else None


def _month(asked):
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)
