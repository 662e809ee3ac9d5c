"""What workshops may make and what they may not: catalogue, trades and negative lists."""

from django.contrib import admin
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, ScopedInline
from qualitysup.regions.models import Division
from workshops.forms import category as forms
from workshops.models import FoodCategory, NegativeEntry, NegativeList, Trade
from workshops.services import negative_lists


class KeptForGood:
    """Others point at these rows, and old papers name them."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(FoodCategory)
class FoodCategoryAdmin(KeptForGood, ExportMixin, HistoryMixin, ScopedAdmin):
    list_display = ["code", "name", "confidence"]
    list_filter = ["confidence"]
    ordering = ["code"]
    search_fields = ["^code", "name", "also_called"]
    export_columns = ["code", "name", "confidence"]

    fields = ["code", "name", "also_called", "confidence"]

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []

    def get_search_results(self, request, queryset, search_term):
        found, doubles = super().get_search_results(request, queryset, search_term)
        # What a picker of the register asks for: a workshop makes categories, not groups.
        if request.GET.get("model_name") in ("variety", "applicationvariety"):
            found = found.for_varieties()
        return found, doubles


@admin.register(Trade)
class TradeAdmin(KeptForGood, HistoryMixin, ScopedAdmin):
    list_display = ["name", "key"]
    ordering = ["pk"]
    search_fields = ["name"]
    fields = ["name", "key", "also_called", "categories"]
    autocomplete_fields = ["categories"]

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []


class NegativeEntryInline(ScopedInline):
    model = NegativeEntry
    form = forms.EntryForm
    autocomplete_fields = ["category"]
    fields = ["category", "products", "except_for", "allowed_in_zone", "confidence", "note"]
    ordering = ["category", "pk"]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        # A category is entered on its own page.
        picker = formset.form.base_fields["category"].widget
        picker.can_add_related = picker.can_change_related = picker.can_view_related = False
        return formset


class ForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("now", gettext_lazy("in force"))]

    def queryset(self, request, rows):
        return rows.in_force_now() if self.value() else rows


@admin.register(NegativeList)
class NegativeListAdmin(
    KeptForGood, ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin
):
    """Each edition with its entries; a new one starts from those of the old."""

    tasks = {"revise": "revise"}

    list_display = [
        "title",
        "document_number",
        "division",
        "valid_from",
        "valid_to",
        "shown_state",
        "entries_in_it",
        "confidence",
    ]
    list_filter = [ForceFilter, "confidence"]
    ordering = ["division", "-valid_from", "-pk"]
    search_fields = ["title", "document_number"]
    export_columns = [
        ("division__name", gettext_lazy("province or city")),
        "title",
        "document_number",
        "legal_basis",
        "valid_from",
        "valid_to",
        "confidence",
        "note",
    ]

    form = forms.NegativeListForm
    change_form_template = "casework/beside.html"
    fields = [
        "division",
        "title",
        "document_number",
        "legal_basis",
        "confidence",
        ("valid_from", "valid_to"),
        "note",
    ]
    inlines = [NegativeEntryInline]

    class Media:
        css = {"all": ["casework/case.css", "workshops/workshop.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "division" in form.base_fields:
            # The province and the city in which this person works, which contain their divisions.
            division = form.base_fields["division"]
            division.queryset = Division.objects.filter(pk__in=forms.places_of(request.user))
        return form

    def get_readonly_fields(self, request, obj=None):
        return ["division"] if obj else []

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or negative_lists.may_keep(request.user, obj.division_id)
        )

    def save_model(self, request, obj, form, change):
        negative_lists.keep(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and self.has_change_permission(request, obj):
            context["beside"] = [(self._url("revise", obj.pk), _("Begin a new edition"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def revise(self, request, pk):
        self.need(request, negative_lists.CHANGE)
        edition = self.row(request, pk)

        def take(typed):
            following = negative_lists.revise(edition, by=request.user, **typed)
            return format_html(
                '{} <a href="{}">{}</a>',
                _("The new edition has the entries of the old one; change them there:"),
                following.get_absolute_url(),
                following,
            )

        return self.ask(
            request,
            edition,
            forms.RevisionForm(request.POST or None, initial={"title": edition.title}),
            title=_("Begin a new edition"),
            button=_("Begin the new edition"),
            take=take,
        )

    @admin.display(description=gettext_lazy("how it stands"))
    def shown_state(self, edition):
        return edition.shown_state

    @admin.display(description=gettext_lazy("entries"), ordering="entry_count")
    def entries_in_it(self, edition):
        return edition.entry_count
