"""The institute in the admin: on one page its figures, certificates, projects and people."""

from django.contrib import admin
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin, ScopedInline
from standards.forms import institute as forms
from standards.institute_page import AccreditationPage, InstitutePage
from standards.models import (
    Accreditation,
    Achievement,
    Assessment,
    Institute,
    InstituteFigure,
    Qualification,
)
from standards.services import institutes


class FigureInline(ReadOnlyInline):
    """Everything that was ever said; the page's head shows what holds today."""

    model = InstituteFigure
    fields = ["key", "shown_value", "as_of", "source", "entered_by"]
    readonly_fields = ["shown_value", "entered_by"]
    ordering = ["key", "-as_of", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("entered_by")

    @admin.display(description=gettext_lazy("value"))
    def shown_value(self, figure):
        return figure.shown


class AchievementInline(ScopedInline):
    model = Achievement
    fields = ["kind", "name", "grantor", "year", "source"]


@admin.register(Institute)
class InstituteAdmin(TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    tasks = {"figure": "state_figure"}

    list_display = ["name", "division", "founded"]
    ordering = ["pk"]

    form = forms.InstituteForm
    change_form_template = "standards/institute.html"
    autocomplete_fields = ["division"]
    fields = ["name", "division", "founded", "note"]
    inlines = [AchievementInline, FigureInline]

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_delete_permission(self, request, obj=None):
        return False

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_model(self, request, obj, form, change):
        institutes.keep(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "page": InstitutePage(obj, by=request.user),
                "beside": self._beside(request.user, obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, institute):
        if not user.has_perm(institutes.CHANGE):
            return []
        query = {"institute": institute.pk}
        return [
            (self._url("figure", institute.pk), _("Record a figure")),
            (
                reverse("admin:standards_accreditation_add", query=query),
                _("Enter an accreditation"),
            ),
            (
                reverse("admin:standards_qualification_add", query=query),
                _("Enter a qualification"),
            ),
        ]

    @method_decorator(csrf_protect)
    def state_figure(self, request, pk):
        institute = self.row(request, pk)
        self.need(request, institutes.CHANGE)

        def take(typed):
            figure = institutes.state_figure(institute, by=request.user, **typed)
            return _("%s is recorded.") % figure

        return self.ask(
            request,
            institute,
            forms.FigureForm(request.POST or None),
            title=_("Record a figure"),
            button=_("Record"),
            take=take,
        )


class StandingFilter(admin.SimpleListFilter):
    """By their last days; worklists and the dashboard ask the same."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        valid = [("valid", gettext_lazy("valid"))] if model_admin.model is Accreditation else []
        return [
            *valid,
            ("expiring", gettext_lazy("last day within 180 days")),
            ("expired", pgettext_lazy("of an accreditation", "expired")),
        ]

    def queryset(self, request, rows):
        return rows.standing(self.value())


class AssessmentInline(ReadOnlyInline):
    model = Assessment
    fields = ["done_on", "outcome", "note", "entered_by"]
    readonly_fields = ["entered_by"]
    ordering = ["-done_on", "-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("entered_by")


@admin.register(Accreditation)
class AccreditationAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """A certificate is entered once; a renewal is a certificate of its own."""

    tasks = {"assess": "assess", "withdraw": "withdraw"}

    list_display = ["name", "institute", "shown_state", "granted_on", "valid_to", "body"]
    list_display_links = ["name"]
    list_filter = [StandingFilter, "kind"]
    ordering = ["-granted_on", "-pk"]
    search_fields = ["^number"]
    export_columns = ["kind", "number", "body", "scope", "granted_on", "valid_to", "withdrawn_on"]

    form = forms.AccreditationForm
    change_form_template = "standards/accreditation.html"
    inlines = [AssessmentInline]

    class Media:
        css = {"all": ["casework/case.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(number__contains=search_term) if search_term else queryset), False

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fields(self, request, obj=None):
        kept = ["institute", "kind", "granted_on", "valid_to"]
        ended = ["withdrawn_on", "withdrawn_because"] if obj and obj.withdrawn_on else []
        return [*kept, "number", "body", "services", "scope", *ended]

    def get_readonly_fields(self, request, obj=None):
        ended = ["withdrawn_on", "withdrawn_because"]
        return ["institute", "kind", "granted_on", "valid_to", *ended] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        (institutes.correct if change else institutes.accredit)(obj, by=request.user)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = self._beside(request.user, obj)
            context["page"] = AccreditationPage(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, accreditation):
        pages = []
        if accreditation.withdrawn_on:
            return pages
        if user.has_perm(institutes.CHANGE):
            pages.append((self._url("assess", accreditation.pk), _("Record an assessment")))
        if user.has_perm("standards.withdraw_accreditation"):
            pages.append((self._url("withdraw", accreditation.pk), _("Record that it ended")))
        return pages

    @method_decorator(csrf_protect)
    def assess(self, request, pk):
        accreditation = self.row(request, pk)
        self.need(request, institutes.CHANGE)

        def take(typed):
            institutes.assess(accreditation, by=request.user, **typed)
            return _("The assessment is recorded.")

        return self.ask(
            request,
            accreditation,
            forms.AssessmentForm(request.POST or None),
            title=_("Record an assessment"),
            button=_("Record"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def withdraw(self, request, pk):
        accreditation = self.row(request, pk)
        self.need(request, "standards.withdraw_accreditation")

        def take(typed):
            institutes.withdraw(accreditation, by=request.user, **typed)
            return _("That it ended is recorded.")

        return self.ask(
            request,
            accreditation,
            forms.WithdrawForm(request.POST or None),
            title=_("Record that it ended"),
            button=_("Record"),
            take=take,
        )

    @admin.display(description=gettext_lazy("accreditation"), ordering="kind")
    def name(self, accreditation):
        return str(accreditation)

    @admin.display(description=gettext_lazy("state"), ordering="valid_to")
    def shown_state(self, accreditation):
        return accreditation.shown_state


@admin.register(Qualification)
class QualificationAdmin(ExportMixin, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    list_display = ["person", "kind", "number", "valid_to", "institute"]
    list_filter = [StandingFilter]
    ordering = ["-pk"]
    export_columns = [("person__full_name", gettext_lazy("person")), "kind", "number", "valid_to"]

    form = forms.QualificationForm
    autocomplete_fields = ["person"]
    fields = ["institute", "person", "kind", "number", "valid_to"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_readonly_fields(self, request, obj=None):
        return ["institute", "person", "kind"] if obj else []

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        institutes.qualify(obj, by=request.user)
