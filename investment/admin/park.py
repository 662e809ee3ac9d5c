"""Parks with what they offer, and policy packs with their versions and who was given which."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy

from investment.models import Park, ParkOffer, PolicyEdition, PolicyGiven, PolicyPack
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ScopedAdmin, ScopedInline


class OfferInline(ScopedInline):
    model = ParkOffer
    fields = ["subject", "value", "words", "source", "valid_from", "valid_to", "shown_state"]
    readonly_fields = ["shown_state"]
    ordering = ["subject", "-valid_from", "pk"]

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, offer):
        return offer.shown_state if offer.pk else "—"


class OfferFilter(admin.SimpleListFilter):
    title = gettext_lazy("what it offers")
    parameter_name = "offers"

    def lookups(self, request, model_admin):
        return [("run-out", gettext_lazy("something ran out"))]

    def queryset(self, request, rows):
        if self.value() == "run-out":
            return rows.filter(pk__in=ParkOffer.objects.run_out().values("park"))
        return rows


@admin.register(Park)
class ParkAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    list_display = ["name", "level", "division", "address", "closed_on"]
    list_filter = [OfferFilter, "level"]
    ordering = ["name", "pk"]
    export_columns = ["name", "level", ("division__name", gettext_lazy("division")), "address"]
    fields = [
        "division",
        ("name", "level"),
        "address",
        ("lng", "lat", "detour"),
        "told_of",
        "closed_on",
    ]
    autocomplete_fields = ["division"]
    inlines = [OfferInline]

    class Media:
        css = {"all": ["investment/investment.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_changeform_initial_data(self, request):
        return {"division": request.user.home_id, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request, obj=None):
        return False


class EditionInline(ScopedInline):
    """Versions are added; what was given out stays as it was, but for its last day."""

    model = PolicyEdition
    fields = ["number", "says", "source", "valid_from", "valid_to", "shown_state"]
    ordering = ["-number"]

    def get_readonly_fields(self, request, obj=None):
        return ["number", "shown_state"]

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, edition):
        return edition.shown_state if edition.pk else "—"


@admin.register(PolicyPack)
class PolicyPackAdmin(ExportMixin, HistoryMixin, ScopedAdmin):
    list_display = ["name", "last", "division"]
    ordering = ["name", "pk"]
    export_columns = ["name", ("division__name", gettext_lazy("division"))]
    fields = ["division", "name", "given"]
    readonly_fields = ["given"]
    autocomplete_fields = ["division"]
    inlines = [EditionInline]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["division", "name"]

    def get_changeform_initial_data(self, request):
        return {"division": request.user.home_id, **super().get_changeform_initial_data(request)}

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("last version"), ordering="last")
    def last(self, pack):
        return pack.last

    @admin.display(description=gettext_lazy("given to"))
    def given(self, pack):
        rows = PolicyGiven.objects.filter(edition__pack=pack)
        rows = rows.select_related("edition__pack", "prospect").order_by("-on", "-pk")[:50]
        lines = (
            (each.on.isoformat(), each.prospect.get_absolute_url(), each.prospect, each.edition)
            for each in rows
        )
        return format_html_join("", '<div>{} <a href="{}">{}</a> {}</div>', lines) or "—"
