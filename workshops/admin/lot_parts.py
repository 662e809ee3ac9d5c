"""What hangs on a lot, to be read on its page."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from qualitysup.regions.admin import ReadOnlyInline
from workshops.models import Lot, LotCorrection, LotInput, Sale
from workshops.quantities import amount


class InputInline(ReadOnlyInline):
    model = LotInput
    fk_name = "lot"
    verbose_name_plural = gettext_lazy("What went in")
    fields = ["went_in", "how_much", "reason", "recorded_by", "recorded_at"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("what went in"))
    def went_in(self, entry):
        return format_html('<a href="{}">{}</a>', entry.source.get_absolute_url(), entry.source)

    @admin.display(description=gettext_lazy("quantity"))
    def how_much(self, entry):
        return amount(entry.quantity, entry.source.unit)


class UseInline(ReadOnlyInline):
    model = LotInput
    fk_name = "source"
    verbose_name_plural = gettext_lazy("Where it went")
    fields = ["went_into", "how_much", "reason", "recorded_at"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("went into"))
    def went_into(self, entry):
        return format_html('<a href="{}">{}</a>', entry.lot.get_absolute_url(), entry.lot)

    @admin.display(description=gettext_lazy("quantity"))
    def how_much(self, entry):
        return amount(entry.quantity, entry.source.unit)


class SaleInline(ReadOnlyInline):
    model = Sale
    verbose_name_plural = gettext_lazy("To whom it was sold")
    fields = ["buyer", "how_much", "sold_on", "reason"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("buyer"))
    def buyer(self, sale):
        return format_html('<a href="{}">{}</a>', sale.get_absolute_url(), sale.buyer_name)

    @admin.display(description=gettext_lazy("quantity"))
    def how_much(self, sale):
        return amount(sale.quantity, sale.lot.unit)


class CorrectionInline(ReadOnlyInline):
    model = LotCorrection
    verbose_name_plural = gettext_lazy("Corrections")
    fields = ["column", "was", "instead", "reason", "by", "recorded_at"]
    readonly_fields = fields

    @admin.display(description=gettext_lazy("what was wrong"))
    def column(self, correction):
        return Lot._meta.get_field(correction.field).verbose_name
