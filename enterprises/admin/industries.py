from django.contrib import admin

from enterprises.models import IndustryClass
from qualitysup.regions.admin import ReadOnlyAdmin


@admin.register(IndustryClass)
class IndustryClassAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["^code", "name"]
