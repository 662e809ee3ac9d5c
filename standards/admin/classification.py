from django.contrib import admin
from django.utils.translation import gettext_lazy

from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin
from standards.models import Classification, StandardPrefix


@admin.register(Classification)
class ClassificationAdmin(ReadOnlyAdmin):
    list_display = ["code", "scheme", "name", "name_en"]
    list_filter = ["scheme"]
    ordering = ["key"]
    search_fields = ["^code"]
    search_help_text = gettext_lazy("Code or name")


@admin.register(StandardPrefix)
class StandardPrefixAdmin(ScopedAdmin):
    list_display = ["prefix", "sector", "authority"]
    ordering = ["prefix"]
    search_fields = ["^prefix", "sector"]

    def get_readonly_fields(self, request, obj=None):
        return ["prefix"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False
