"""The bases that keep every admin page inside a person's divisions, and the table of divisions."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from qualitysup.regions import codes
from qualitysup.regions.models import Division
from qualitysup.regions.querysets import count_up_to


class ScopedFields:
    """Whatever a form offers to choose from lies inside the person's divisions."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return self._within_reach(field, request)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        return self._within_reach(field, request)

    def _within_reach(self, field, request):
        if field is not None and hasattr(field.queryset, "visible_to"):
            field.queryset = field.queryset.visible_to(request.user)
        return field


# From this page on it pays to ask twice.
DEEP = 10


class BoundedPaginator(Paginator):
    """Counts to 10,000: beyond that people search, and an exact count costs more than the page."""

    @cached_property
    def count(self):
        return count_up_to(self.object_list, 10_000)[0]

    def _get_page(self, rows, number, paginator):
        # OFFSET joins and computes every row that it passes over, unless only keys are asked for.
        if number >= DEEP:
            rows = self.object_list.filter(pk__in=list(rows.values_list("pk", flat=True)))
        return super()._get_page(rows, number, paginator)


# Filters that every list has, of apps above: the dashboard's leads from a figure to its rows.
EVERYWHERE: list[type[admin.ListFilter]] = []


class ScopedAdmin(ScopedFields, admin.ModelAdmin):
    """Every list, form, picker and lookup stays inside the person's divisions."""

    show_full_result_count = False
    paginator = BoundedPaginator
    list_per_page = 50

    def get_list_filter(self, request):
        return [*EVERYWHERE, *super().get_list_filter(request)]

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(self, request, queryset, search_term):
        """By the model's own ``search``, which the box on every page and the API ask as well."""
        if search_term and hasattr(queryset, "search"):
            return queryset.search(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        # What lies outside one's divisions is not there, on every page and in the API alike.
        raise Http404


class ScopedInline(ScopedFields, admin.TabularInline):
    """Rows of the row on the page, with pickers that stay inside the person's divisions."""

    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


class ReadOnlyInline(ScopedInline):
    """Rows to be looked at where their parent is."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class TownFilter(admin.SimpleListFilter):
    """A town or street and all that lies in it; offers those that the person sees."""

    title = _("town")
    parameter_name = "division"

    def lookups(self, request, model_admin):
        towns = Division.objects.visible_to(request.user).filter(level=Division.Level.TOWN)
        return list(towns.filter(valid_to=None).values_list("code", "name"))

    def queryset(self, request, rows):
        if self.value() in dict(self.lookup_choices):
            return rows.filter(rows.within(codes.prefix(self.value())))
        return rows


class ReadOnlyAdmin(ScopedAdmin):
    """Rows to be looked at: nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Division)
class DivisionAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "level", "parent", "valid_from", "valid_to"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["^code", "name"]
