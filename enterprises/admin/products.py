from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from enterprises.models import Product
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, TownFilter


@admin.register(Product)
class ProductAdmin(ExportMixin, ReadOnlyAdmin):
    """What is made here, by whom, to which standard; written on the enterprise's own page."""

    list_display = ["name", "maker", "category", "standard"]
    list_filter = [TownFilter]
    ordering = ["-pk"]
    search_fields = ["name"]
    search_help_text = gettext_lazy("Product, or a piece of its enterprise's name")
    export_columns = [
        "name",
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        "category",
        "standard",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("enterprise"), ordering="enterprise__name")
    def maker(self, product):
        firm = product.enterprise
        return format_html('<a href="{}">{}</a>', firm.get_absolute_url(), firm)
