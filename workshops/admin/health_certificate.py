"""Health certificates (健康证, 食品安全法 45): entered on the page of a workshop, listed here."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from qualitysup.audit.admin import HistoryMixin
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter
from workshops.admin.ledger import QueryFilter
from workshops.models import HealthCertificate


class CertificateStandingFilter(QueryFilter):
    """How those stand that count, by the queries that home counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    QUERIES = {
        "expired": (
            gettext_lazy("expired, nothing newer"),
            lambda rows: rows.that_count().expired(),
        ),
        "expiring": (
            gettext_lazy("ends within 30 days"),
            lambda rows: rows.that_count().expiring(),
        ),
    }


@admin.register(HealthCertificate)
class HealthCertificateAdmin(HistoryMixin, ReadOnlyAdmin):
    """Every health certificate, by the day on which it ends; entered on the workshop's page."""

    list_display = ["worker", "workshop", "number", "issued_on", "valid_to", "shown_state"]
    list_filter = [CertificateStandingFilter, TownFilter]
    date_hierarchy = "valid_to"
    ordering = ["valid_to", "pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A number, a worker, or what finds the workshop")
    fields = ["workshop", "worker", "number", "issued_on", "valid_to"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("workshop"))
    def workshop(self, certificate):
        workshop = certificate.worker.workshop
        return format_html('<a href="{}">{}</a>', workshop.get_absolute_url(), workshop)

    @admin.display(description=gettext_lazy("how it stands"), ordering="valid_to")
    def shown_state(self, certificate):
        return certificate.shown_state
