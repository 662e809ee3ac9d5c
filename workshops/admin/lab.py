from django.contrib import admin
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import RefusalsOnTheForm
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import ReadOnlyInline, ScopedAdmin, TownFilter
from qualitysup.states import SOON, days_left
from workshops.forms import lab as forms
from workshops.models import LotTest, LotTestItem, RequiredTest, TestFrequency
from workshops.services import lot_tests, required_tests

CSS = ["casework/case.css", "workshops/trace.css"]


class LotTestStandingFilter(admin.SimpleListFilter):
    """How tests stand, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("awaited", _("report awaited")),
            ("passed", _("passed")),
            ("failed", _("failed")),
            ("corrected", _("corrected by another report")),
            ("before", _("before the operator moved into a zone")),
            ("after", _("since the operator moved into a zone")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "awaited":
                return rows.awaited()
            case "passed":
                return rows.passed()
            case "failed":
                return rows.failed()
            case "corrected":
                return rows.reported().exclude(pk__in=rows.standing().values("pk"))
            case "before":
                return rows.standing().before_moving_in()
            case "after":
                return rows.standing().after_moving_in()
        return rows


class LotTestItemInline(ReadOnlyInline):
    model = LotTestItem
    fields = readonly_fields = ["name", "method", "limit", "value", "shown_result"]

    @admin.display(description=gettext_lazy("judgement"))
    def shown_result(self, item):
        return item.shown_result


@admin.register(LotTest)
class LotTestAdmin(ExportMixin, TaskPages, RefusalsOnTheForm, HistoryMixin, ScopedAdmin):
    """Tests of lots: sampled here, reported once, corrected only by another report."""

    tasks = {"report": "report", "correct": "correct"}
    task_template = "workshops/report.html"

    list_display = [
        "name",
        "lot",
        "workshop",
        "purpose",
        "shown_result",
        "sampled_on",
        "reported_on",
        "laboratory",
    ]
    list_display_links = ["name"]
    list_filter = [LotTestStandingFilter, "purpose", TownFilter]
    date_hierarchy = "sampled_on"
    ordering = ["-sampled_on", "-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy("A report number, a batch, a product or a workshop")
    export_columns = [
        "number",
        "purpose",
        ("lot__product", gettext_lazy("product")),
        ("lot__batch", gettext_lazy("batch")),
        ("lot__workshop__enterprise__name", gettext_lazy("workshop")),
        ("zone__name", gettext_lazy("zone")),
        ("division__name", gettext_lazy("division")),
        ("laboratory__name", gettext_lazy("laboratory")),
        "sampled_on",
        "reported_on",
        "passed",
        "correction",
        ("replaces__number", gettext_lazy("corrects the report")),
    ]

    class Media:
        css = {"all": CSS}

    form = forms.SampleForm
    change_form_template = "workshops/lot_test.html"
    autocomplete_fields = ["lot"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return request.user.has_perm(lot_tests.SAMPLE)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fields(self, request, obj=None):
        if obj is None:
            return forms.SampleForm.Meta.fields
        fields = [
            "lot_link",
            "purpose",
            "laboratory",
            "sampled_on",
            "quantity",
            "by",
            "number",
            "reported_on",
            "reported_by",
            "note",
        ]
        return [*fields, "replaces_link", "correction"] if obj.replaces_id else fields

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return [LotTestItemInline] if obj and obj.reported_on else []

    def save_model(self, request, obj, form, change):
        typed = dict(form.cleaned_data)
        sampled = lot_tests.sample(typed.pop("lot"), by=request.user, **typed)
        obj.pk = sampled.pk
        obj._state.adding = False
        obj.refresh_from_db()

    def response_post_save_add(self, request, obj):
        """The next thing is the report, and that is written down on the page of the test."""
        return redirect(obj)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "test": obj,
                "newer": LotTest.objects.filter(replaces=obj).first(),
                "may_report": obj.reported_on is None and request.user.has_perm(lot_tests.REPORT),
                "may_correct": bool(obj.reported_on) and request.user.has_perm(lot_tests.CORRECT),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- The report ------------------------------------------------------------------------------

    def report(self, request, pk):
        return self._ask_report(
            request,
            self.row(request, pk),
            forms.ReportForm,
            lot_tests.report,
            permission=lot_tests.REPORT,
            title=_("Record the report"),
        )

    def correct(self, request, pk):
        return self._ask_report(
            request,
            self.row(request, pk),
            forms.CorrectionForm,
            lot_tests.correct,
            permission=lot_tests.CORRECT,
            title=_("Correct the report by another"),
        )

    def _ask_report(self, request, test, form, service, *, permission, title):
        self.need(request, permission)
        form = form(request.POST if request.method == "POST" else None, test=test)
        return self.ask(
            request,
            test,
            form,
            title=title,
            button=title,
            take=lambda typed: _told(service(test, by=request.user, **typed)),
            items=form.items,
            wanted=required_tests.items_wanted(test),
        )

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=pgettext_lazy("of a laboratory", "report"), ordering="number")
    def name(self, test):
        return test.number or _("no. %d") % test.pk

    @admin.display(description=gettext_lazy("workshop"))
    def workshop(self, test):
        return test.lot.workshop

    @admin.display(description=pgettext_lazy("of a test", "result"), ordering="passed")
    def shown_result(self, test):
        return test.shown_result

    @admin.display(description=gettext_lazy("lot"))
    def lot_link(self, test):
        return format_html('<a href="{}">{}</a>', test.lot.get_absolute_url(), test.lot.title)

    @admin.display(description=gettext_lazy("corrects the report"))
    def replaces_link(self, test):
        old = test.replaces
        return format_html('<a href="{}">{}</a>', old.get_absolute_url(), old)


def _told(test) -> str:
    if test.passed:
        return _("Report %(number)s is recorded: passed.") % {"number": test.number}
    return _("Report %(number)s is recorded: failed. The lot is held.") % {"number": test.number}


# --- The plan ------------------------------------------------------------------------------------


class RequiredTestStandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", pgettext("of a test", "to be made")),
            ("soon", _("due within 7 days")),
            ("overdue", _("overdue")),
            ("in-time", _("made in time")),
            ("done", _("made")),
            ("missed", _("missed")),
            ("owed", _("planned, without those called off")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.open()
            case "soon":
                return rows.due_within(SOON)
            case "overdue":
                return rows.overdue()
            case "in-time":
                return rows.done_in_time()
            case "done":
                return rows.done()
            case "missed":
                return rows.missed()
            case "owed":
                return rows.owed()
        return rows


@admin.register(RequiredTest)
class RequiredTestAdmin(ExportMixin, TaskPages, HistoryMixin, ScopedAdmin):
    """The mandatory tests of the year, planned against done, operator by operator."""

    tasks = {"cancel": "cancel"}

    list_display = [
        "workshop",
        "shown_state",
        "due_on",
        "left",
        "why",
        "done_on",
        "test",
        "zone",
    ]
    list_filter = [RequiredTestStandingFilter, "risk_class", "year", TownFilter]
    date_hierarchy = "due_on"
    ordering = ["-due_on", "-pk"]
    search_fields = ["workshop__enterprise__name"]
    export_columns = [
        ("workshop__enterprise__name", gettext_lazy("workshop")),
        ("division__name", gettext_lazy("division")),
        ("zone__name", gettext_lazy("zone")),
        "year",
        "risk_class",
        "times",
        "nth",
        "window_from",
        "due_on",
        "done_on",
        "missed_on",
        ("test__number", gettext_lazy("report number")),
        ("test__passed", gettext_lazy("passed")),
        "cancelled_on",
        "cancelled_because",
    ]

    class Media:
        css = {"all": CSS}

    change_form_template = "workshops/required_test.html"
    fields = readonly_fields = [
        "workshop",
        "why",
        "items",
        "zone",
        "window_from",
        "due_on",
        "done_on",
        "missed_on",
        "test",
        "cancelled_on",
        "cancelled_because",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_cancel"] = (
            obj is not None
            and obj.test_id is None
            and obj.cancelled_on is None
            and request.user.has_perm(required_tests.CANCEL)
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def cancel(self, request, pk):
        """Call it off, with the reason."""
        required = self.row(request, pk)
        self.need(request, required_tests.CANCEL)
        form = forms.CancelForm(request.POST if request.method == "POST" else None)

        def take(typed):
            required_tests.cancel(required, by=request.user, **typed)
            return _("It is called off.")

        return self.ask(
            request, required, form, title=_("Call it off"), button=_("Call it off"), take=take
        )

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, required):
        return required.shown_state

    @admin.display(description=gettext_lazy("days left"))
    def left(self, required):
        owed = required.test_id is None and required.cancelled_on is None
        return days_left(required.due_on) if owed else "—"

    @admin.display(description=gettext_lazy("why"))
    def why(self, required):
        return required.why


@admin.register(TestFrequency)
class TestFrequencyAdmin(HistoryMixin, ScopedAdmin):
    """How often each risk class is tested; a change is a new row from its day on."""

    list_display = [
        "class_name",
        "times",
        "items",
        "valid_from",
        "valid_to",
        "legal_basis",
        "confidence",
    ]
    ordering = ["risk_class", "-valid_from", "pk"]

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=gettext_lazy("risk class"), ordering="risk_class")
    def class_name(self, frequency):
        return frequency.get_risk_class_display() or _("not assessed")
