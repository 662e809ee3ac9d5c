"""The yearly catalogues, and the sheets and requirements by which firms are looked at."""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands.forms import catalogue as forms
from brands.models import Catalogue, Criterion, Cultivation, Requirement, ScreeningSheet
from brands.services import catalogues, screenings
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ScopedAdmin, ScopedInline

State = Catalogue.State


@admin.register(Catalogue)
class CatalogueAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {"freeze": StepAction(catalogues.freeze)}
    tasks = {"enter": "enter", "leave-out": "leave_out"}
    draft = staticmethod(catalogues.draft)

    list_display = ["__str__", "shown_state", "number", "entry_count", "frozen_on"]
    list_filter = ["state", "year"]
    ordering = ["-year", "-edition", "-pk"]
    search_fields = ["number"]
    export_columns = [
        ("division__name", gettext_lazy("place")),
        "year",
        "edition",
        "state",
        "number",
        "frozen_on",
        ("entry_count", gettext_lazy("entries")),
    ]

    form = forms.CatalogueForm
    change_form_template = "brands/catalogue.html"
    fields = ["division", "year", "officer"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        return self.fields if obj is None else [*self.fields, "edition", "replaces"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["fields"] = ["year", "officer"]
        return super().get_form(request, obj, change=change, **kwargs)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            entries = obj.entries.visible_to(request.user).for_list()
            prepares = obj.state == State.DRAFT and request.user.has_perm("brands.change_catalogue")
            context |= {
                "entries": entries.order_by("position", "cultivation__kind", "pk"),
                "changed": catalogues.difference(obj) if obj.replaces_id else None,
                "prepares": prepares,
                "beside": [(self._url("enter", obj.pk), _("Enter a firm"))] if prepares else [],
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(csrf_protect)
    def enter(self, request, pk):
        catalogue = self.row(request, pk)
        self.need(request, "brands.change_catalogue")
        here = Cultivation.objects.visible_to(request.user)
        here = here.filter(here.within(catalogue.division.prefix), state="screened")
        here = here.exclude(entries__catalogue=catalogue)
        form = forms.EnterForm(request.POST or None, cultivations=here)

        def take(typed):
            catalogues.add(catalogue, typed["cultivation"], by=request.user)
            return _("%s is entered.") % typed["cultivation"].enterprise

        return self.ask(
            request, catalogue, form, title=_("Enter a firm"), button=_("Enter it"), take=take
        )

    @method_decorator(csrf_protect)
    def leave_out(self, request, pk):
        catalogue = self.row(request, pk)
        key = request.POST.get("entry", "")
        entry = catalogue.entries.filter(pk=key).first() if key.isdecimal() else None
        if entry is None:
            raise Http404
        try:
            catalogues.remove(entry, by=request.user)
        except REFUSALS as refusal:
            for reason in words_of(refusal):
                self.message_user(request, reason, messages.ERROR)
        return redirect(self._url("change", catalogue.pk))

    @admin.display(description=gettext_lazy("entries"), ordering="entry_count")
    def entry_count(self, catalogue):
        return catalogue.entry_count


class CriterionInline(ScopedInline):
    model = Criterion
    fields = ["position", "words", "most"]

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not (obj and obj.is_published)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)


@admin.register(ScreeningSheet)
class ScreeningSheetAdmin(TaskPages, HistoryMixin, ScopedAdmin):
    """The criteria of the screening; published, they are only looked at."""

    tasks = {"publish": "publish"}
    list_display = ["name", "kind", "shown_state", "published_on", "pass_mark", "confidence"]
    list_filter = ["kind", "confidence"]
    list_select_related = ["kind"]
    ordering = ["-published_on", "-pk"]
    fields = ["name", "kind", "pass_mark", "published_on", "confidence", "note"]
    readonly_fields = ["published_on"]
    inlines = [CriterionInline]
    change_form_template = "casework/beside.html"

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may = request.user.has_perm("brands.publish_screeningsheet")
        if obj is not None and may and not obj.is_published:
            context["beside"] = [(self._url("publish", obj.pk), _("Publish the sheet"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, sheet):
        return sheet.shown_state

    @method_decorator(csrf_protect)
    def publish(self, request, pk):
        sheet = self.row(request, pk)
        self.need(request, "brands.publish_screeningsheet")

        def take(typed):
            screenings.publish(sheet, by=request.user)
            return _("“%s” is published.") % sheet

        return self.ask(
            request,
            sheet,
            forms.NothingForm(request.POST),
            title=_("Publish the sheet"),
            button=_("Publish it"),
            take=take,
            words=_("Firms are screened by it from today on; it is not changed any more."),
            words_label=_("What happens"),
        )


@admin.register(Requirement)
class RequirementAdmin(HistoryMixin, ScopedAdmin):
    """What honours ask of an applicant; one that is in use is ended, not removed."""

    list_display = ["words", "area", "kind", "asked_until", "confidence"]
    list_filter = ["area", "kind", "confidence"]
    list_select_related = ["kind"]
    ordering = ["area", "position", "pk"]
    search_fields = ["words"]

    def get_readonly_fields(self, request, obj=None):
        return ["key", "kind", "area"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False
