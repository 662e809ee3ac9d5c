from django.contrib import admin
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.admin.lab_results import LabResultsPage
from inspections.admin.order import passed
from inspections.admin.pages import to_the_enterprise
from inspections.forms import sample as forms
from inspections.forms.order import NotedForm
from inspections.models import Sample
from inspections.services import retests, samples
from inspections.workflow.sample import TEST
from qualitysup import states
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import TownFilter

State = Sample.State


class SampleStandingFilter(admin.SimpleListFilter):
    """How samples stand today, by the queries that the dashboard counts with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    QUERIES = {
        "year": (gettext_lazy("drawn this year"), lambda rows: rows.drawn_in_year()),
        "tested": (
            gettext_lazy("drawn this year and tested"),
            lambda rows: rows.drawn_in_year().tested(),
        ),
        "failed": (gettext_lazy("failed"), lambda rows: rows.failed()),
        "failed-year": (
            gettext_lazy("drawn this year and failed"),
            lambda rows: rows.drawn_in_year().failed(),
        ),
        "notify": (gettext_lazy("party to be told"), lambda rows: rows.to_notify()),
        "decide": (gettext_lazy("re-test to be decided"), lambda rows: rows.to_decide()),
        "unordered": (gettext_lazy("failed, no order yet"), lambda rows: rows.without_order()),
        "overdue": (gettext_lazy("overdue"), lambda rows: rows.overdue()),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _query) in self.QUERIES.items()]

    def queryset(self, request, rows):
        found = self.QUERIES.get(self.value())
        return found[1](rows) if found else rows


@admin.register(Sample)
class SampleAdmin(LabResultsPage, ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "draw": StepAction(samples.draw),
        "refuse_sampling": StepAction(samples.refuse_sampling, forms.RefusalForm),
        "send": StepAction(samples.send, forms.SendForm, bulk=True),
        "receive": StepAction(samples.receive, bulk=True),
        "pass_test": StepAction(samples.pass_test, forms.TestReportForm),
        "fail_test": StepAction(samples.fail_test, forms.FailureForm),
        "notify": StepAction(samples.notify, bulk=True),
        "object": StepAction(retests.object_to, forms.ObjectForm),
        "accept_retest": StepAction(retests.accept),
        "refuse_retest": StepAction(retests.refuse, NotedForm),
        "order_retest": StepAction(retests.order, forms.RetestOrderForm),
        "confirm": StepAction(retests.confirm, forms.ReportForm),
        "overturn": StepAction(retests.overturn, forms.ReportForm),
        "refer": StepAction(samples.refer, forms.ReferForm),
        "order": StepAction(samples.order, bulk=True),
        "close": StepAction(samples.close, bulk=True),
        "discard": StepAction(samples.discard, NotedForm),
    }
    tasks = {"backup": "spoiled_backup"}
    editable_states = (State.DRAFT,)
    draft = staticmethod(samples.draft)
    save_draft = staticmethod(samples.save_draft)

    list_display = [
        "name",
        "party",
        "product",
        "shown_state",
        "due",
        "outcome",
        "laboratory",
        "order",
        "drawn_on",
    ]
    list_filter = [SampleStandingFilter, "state", "result__passed", "laboratory", TownFilter]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy(
        "The number of a sheet or report, or the name, number or initials of the party"
    )
    export_columns = [
        "number",
        "state",
        "party_name",
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("division__name", gettext_lazy("division")),
        ("plan__name", gettext_lazy("sampling plan")),
        ("drawn__draw__name", gettext_lazy("random draw")),
        ("campaign__name", gettext_lazy("campaign")),
        "producer_name",
        "product",
        "model",
        "trademark",
        "batch",
        "made_on",
        "standard",
        "drawn_on",
        ("laboratory__name", gettext_lazy("laboratory")),
        "sent_on",
        "received_on",
        ("result__report_number", gettext_lazy("report number")),
        ("result__passed", gettext_lazy("passed")),
        ("result__failed_items", gettext_lazy("items failed")),
        "notified_on",
        "notice_received_on",
        "objected_on",
        "retest_passed",
        ("order_number", gettext_lazy("rectification order")),
    ]

    class Media:
        css = {"all": ["inspections/inspections.css"]}

    change_list_template = "inspections/sample_list.html"
    form = forms.SampleForm
    change_form_template = "inspections/order.html"
    autocomplete_fields = ["enterprise", "producer", "drawn", "patrol", "campaign"]
    TASK = ["plan", "drawn", "patrol", "campaign"]
    PRODUCER = ["producer", "producer_name", "producer_address", "producer_elsewhere"]
    GOODS = ["product", "model", "trademark", "batch", "made_on", "standard"]
    TAKEN = [
        "base_quantity",
        "sample_quantity",
        "backup_quantity",
        "unit",
        "place",
        "place_detail",
        "seals",
        "price_paid",
        "samplers",
    ]
    SIGNED = ["signed_by", "signature_refused"]
    DRAFTED = ["enterprise", *TASK, *PRODUCER, *GOODS, *TAKEN, *SIGNED]
    PARTY = ["party_name", "party_uscc", "party_address", "party_representative"]
    DAYS = [
        "drawn_on",
        "laboratory",
        "sent_on",
        "received_on",
        "backup_place",
        "backup_spoiled",
        "reported_on",
        "notified_on",
        "notice_received_on",
        "objected_on",
        "objection_due_on",
        "objected_by",
        "objection_reasons",
        "decided_on",
        "decision_reasons",
        "retest_laboratory",
        "retest_sent_on",
        "retest_report_number",
        "retest_passed",
        "referred_on",
        "referred_to",
        "refusal",
        "closed_on",
    ]
    readonly_fields = ["firm", "division", "officer", "chain", "visit", *PARTY, *DAYS]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fieldsets(self, request, obj=None):
        sheet = [
            (_("Nominal producer"), {"fields": self.PRODUCER}),
            (_("What was drawn"), {"fields": self.GOODS + self.TAKEN}),
            (_("Signature"), {"fields": self.SIGNED}),
        ]
        # What came with a visit says with which.
        visit = ["visit"] if obj is not None and obj.visit_id else []
        if obj is None or obj.state in self.editable_states:
            return [(None, {"fields": ["enterprise", *self.TASK, *visit]}), *sheet]
        # A column of dashes helps nobody: only what has come.
        come = [name for name in self.DAYS if getattr(obj, name) not in (None, "")]
        return [
            (None, {"fields": ["firm", *self.TASK, *visit, "chain", "division", "officer"]}),
            (_("How it went on"), {"fields": come}),
            (_("The party on the day of the sampling"), {"fields": self.PARTY}),
            *sheet,
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "samplers":
            field.queryset = forms.badged(request.user)
        return field

    def save_model(self, request, obj, form, change):
        """The samplers are kept with the sheet, not after it."""
        if change:
            typed = form.cleaned_data
            self._check_editable(obj)
            samples.save_draft(
                obj, by=request.user, version=typed["version"], samplers=typed["samplers"]
            )
        else:
            super().save_model(request, obj, form, change)

    # --- Beside the steps ------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def spoiled_backup(self, request, pk):
        """The seal broke, or the backup went bad: it cannot be re-tested any more."""
        sample = self.row(request, pk)
        self.need(request, TEST)
        if not self._has_backup(sample):
            raise Http404

        def take(typed):
            retests.note_spoiled_backup(sample, by=request.user, **typed)
            return _("Recorded: the backup sample cannot be re-tested.")

        return self.ask(
            request,
            sample,
            forms.SpoiledBackupForm(request.POST or None),
            title=_("Backup sample spoiled"),
            button=_("Record"),
            take=take,
            basis="产品质量法 15",
        )

    def _has_backup(self, sample):
        ended = (*Sample.NOT_DRAWN_STATES, State.CLOSED)
        return bool(
            sample.backup_quantity
            and not sample.backup_spoiled
            and sample.retest_sent_on is None
            and sample.state not in ended
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and request.user.has_perm(TEST) and self._has_backup(obj):
            context["beside"] = [(self._url("backup", obj.pk), _("Backup sample spoiled"))]
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("sampling sheet"), ordering="number")
    def name(self, sample):
        return sample.number or _("draft %d") % sample.pk

    @admin.display(description=gettext_lazy("party"), ordering="enterprise__name")
    def party(self, sample):
        return sample.party_name or sample.enterprise

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, sample):
        return to_the_enterprise(sample.enterprise)

    @admin.display(description=gettext_lazy("outcome"), ordering="result__passed")
    def outcome(self, sample):
        if sample.result is None:
            return None
        return passed(sample.result.passed or bool(sample.retest_passed))

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, sample):
        if sample.due_on is None:
            return None
        return format_html("{} {}", sample.due_on.isoformat(), states.days_left(sample.due_on))

    @admin.display(description=gettext_lazy("order"))
    def order(self, sample):
        if sample.order_id is None:
            return None
        url = reverse("admin:inspections_rectificationorder_change", args=[sample.order_id])
        words = sample.order_number or _("draft %d") % sample.order_id
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.display(description=gettext_lazy("what came of it"))
    def chain(self, sample):
        """Sample → result → order, each a link."""
        if sample.result is None:
            return None
        url = reverse("admin:inspections_testresult_change", args=[sample.result_id])
        shown = format_html(
            '<a href="{}">{}</a> {}', url, sample.result.report_number, self.outcome(sample)
        )
        order = self.order(sample)
        return format_html("{} → {}", shown, order) if order else shown
