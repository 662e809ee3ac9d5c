from django.contrib import admin
from django.db import transaction
from django.forms import formset_factory
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.csrf import csrf_protect

from inspections.admin.filters import CampaignFilter, StandingFilter
from inspections.admin.pages import SMALL, to_the_enterprise
from inspections.forms import order as forms
from inspections.models import Halt, Objection, OrderItem, RectificationOrder, Reinspection
from inspections.services import orders, penalties, reinspections
from inspections.workflow.order import CONCLUDE, REINSPECT, UNDER_REINSPECTION
from qualitysup import states
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.clock.services import deadlines
from qualitysup.regions.admin import ReadOnlyInline, ScopedInline, TownFilter
from qualitysup.wording import listed

State = RectificationOrder.State


def shows_a_draft(request, order) -> bool:
    """A form left open still sends the draft that it showed; the service refuses it in words."""
    drafted = order is None or order.state in RectificationOrder.NOT_ISSUED_STATES
    return drafted or request.method == "POST"


class ItemInline(ScopedInline):
    """What is to be put right: typed into a draft, afterwards how far it has come."""

    model = OrderItem
    verbose_name_plural = gettext_lazy("what to put right")
    ordering = ["position"]
    formfield_overrides = SMALL
    readonly_fields = ["due", "verified"]

    def get_fields(self, request, obj=None):
        typed = ["kind", "requirement", "clause", "days"]
        if shows_a_draft(request, obj):
            return typed
        return ["position", *typed[:-1], "due", "percent_done", "measures", "verified"]

    @admin.display(description=gettext_lazy("to be put right by"))
    def due(self, item):
        if item.due_on is None:
            return "—"
        if item.is_late():
            return states.state(states.Tone.LATE, item.due_on.isoformat())
        return item.due_on.isoformat()

    @admin.display(description=gettext_lazy("re-inspection"))
    def verified(self, item):
        if item.is_open:
            return states.state(states.Tone.PLAIN, _("open"))
        return states.state(states.Tone.GOOD, _("put right on %s") % item.verified_on.isoformat())


class ReinspectionInline(ReadOnlyInline):
    model = Reinspection
    fields = readonly_fields = [
        "round",
        "called_on",
        "planned_on",
        "held_on",
        "outcome",
        "held_by",
        "visit",
        "findings",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, reinspection):
        return passed(reinspection.passed)

    @admin.display(description=gettext_lazy("inspectors"))
    def held_by(self, reinspection):
        return listed(reinspection.inspectors.all())

    @admin.display(description=gettext_lazy("items carried forward"))
    def findings(self, reinspection):
        lines = [
            (entry.item, own_day(entry.item), passed(entry.passed), entry.finding)
            for entry in reinspection.items.all()
        ]
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} {} {} {}</li>", lines))


def own_day(item) -> str:
    return _("by %s") % item.due_on.isoformat() if item.due_on else ""


def passed(value):
    if value is None:
        return states.state(states.Tone.INFO, _("under way"))
    if value:
        return states.state(states.Tone.GOOD, _("passed"))
    return states.state(states.Tone.LATE, _("failed"))


class HaltInline(ReadOnlyInline):
    model = Halt
    fields = readonly_fields = [
        "kind",
        "scope",
        "started_on",
        "planned_until",
        "ended_on",
        "requirements",
        "override",
    ]


class ObjectionInline(ReadOnlyInline):
    model = Objection
    fields = readonly_fields = [
        "filed_on",
        "due_on",
        "reasons",
        "outcome",
        "decided_on",
        "decision_reasons",
    ]
    TONES = {
        Objection.Decision.PENDING: states.Tone.INFO,
        Objection.Decision.UPHELD: states.Tone.GOOD,
        Objection.Decision.DISMISSED: states.Tone.PLAIN,
        Objection.Decision.LATE: states.Tone.PLAIN,
    }

    @admin.display(description=gettext_lazy("decision"))
    def outcome(self, objection):
        return states.state(self.TONES[objection.decision], objection.get_decision_display())


@admin.register(RectificationOrder)
class RectificationOrderAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "submit": StepAction(orders.submit, bulk=True),
        "send_back": StepAction(orders.send_back, forms.NotedForm),
        "issue": StepAction(orders.issue, bulk=True),
        "extend": StepAction(orders.extend, forms.ExtendForm),
        "agree_halt": StepAction(orders.agree_halt, forms.AgreedHaltForm, bulk=True),
        "report": StepAction(orders.report),
        "call_reinspection": StepAction(reinspections.call_within_term, forms.CallForm, bulk=True),
        "note_overdue": StepAction(orders.note_overdue),
        "escalate": StepAction(orders.escalate),
        "announce": StepAction(orders.announce, forms.AnnounceForm),
        "call_after_announcement": StepAction(
            reinspections.call_after_announcement, forms.CallForm
        ),
        "file_case": StepAction(penalties.file_case),
        "notify_hearing": StepAction(penalties.notify_hearing),
        "request_hearing": StepAction(penalties.request_hearing),
        "schedule_hearing": StepAction(penalties.schedule_hearing, forms.HearingForm),
        "hold_hearing": StepAction(penalties.hold_hearing, forms.NotedForm),
        "halt": StepAction(penalties.halt, forms.HaltForm),
        "call_after_halt": StepAction(reinspections.call_after_halt, forms.CallForm),
        "revoke": StepAction(penalties.revoke, forms.NotedForm),
        "resume": StepAction(orders.resume, bulk=True),
        "withdraw": StepAction(orders.withdraw, forms.NotedForm),
    }
    tasks = {
        "progress": "record_progress",
        "objection": "record_objection",
        "decision": "decide_objection",
    }
    editable_states = RectificationOrder.NOT_ISSUED_STATES
    draft = staticmethod(orders.draft)
    save_draft = staticmethod(orders.save_draft)

    list_display = [
        "name",
        "party",
        "shown_state",
        "due",
        "product",
        "campaign",
        "division",
        "issued_on",
    ]
    list_filter = [
        StandingFilter,
        "state",
        CampaignFilter,
        TownFilter,
    ]
    ordering = ["-pk"]
    search_fields = ["number"]
    search_help_text = gettext_lazy(
        "A document number in any brackets, or the name, number or initials of the party"
    )
    export_columns = [
        "number",
        "state",
        "party_name",
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("division__name", gettext_lazy("division")),
        ("campaign__name", gettext_lazy("campaign")),
        "product",
        "standard",
        "issued_on",
        ("due_on", gettext_lazy("due on")),
        "passed_on",
        "closed_on",
        ("officer__full_name", gettext_lazy("officer in charge")),
    ]

    class Media:
        css = {"all": ["inspections/inspections.css"]}

    form = forms.OrderForm
    change_form_template = "inspections/order.html"
    autocomplete_fields = ["enterprise", "campaign", "test_result"]
    DRAFTED = [
        "enterprise",
        "campaign",
        "test_result",
        "product",
        "standard",
        "findings",
        "violated",
        "basis",
    ]
    PARTY = ["party_name", "party_uscc", "party_address", "party_representative"]
    DATES = [
        "issued_on",
        "reported_on",
        "escalated_on",
        "announced_on",
        "announcement",
        "filed_on",
        "hearing_notified_on",
        "hearing_requested_on",
        "hearing_notice_on",
        "hearing_on",
        "legal_review",
        "halted_on",
        "halt_months",
        "halt_until",
        "passed_on",
        "closed_on",
    ]
    readonly_fields = ["firm", "sampled", "division", "officer", *PARTY, *DATES]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": self.DRAFTED})]
        drafted = self.DRAFTED if obj.sample is None else [*self.DRAFTED, "sampled"]
        if obj.state in self.editable_states:
            return [(None, {"fields": [*drafted, "division", "officer"]})]
        # A column of dashes helps nobody: only the days that have come.
        come = [name for name in self.DATES if getattr(obj, name) not in (None, "")]
        return [
            (None, {"fields": ["firm", *drafted[1:], "division", "officer"]}),
            (_("The party on the day of the order"), {"fields": self.PARTY}),
            (pgettext("of an order", "Days"), {"fields": come}),
        ]

    def get_inlines(self, request, obj):
        if shows_a_draft(request, obj):
            return [ItemInline]
        there = {
            ReinspectionInline: obj.reinspections,
            HaltInline: obj.halts,
            ObjectionInline: obj.objections,
        }
        return [ItemInline, *(inline for inline, rows in there.items() if rows.exists())]

    def save_formset(self, request, form, formset, change):
        """The items of a draft are kept as they stand on the screen, numbered from the top."""
        kept = [
            {name: row.cleaned_data[name] for name in ("kind", "requirement", "clause", "days")}
            for row in formset.forms
            if row.cleaned_data and not row.cleaned_data.get("DELETE")
        ]
        formset.new_objects = formset.changed_objects = formset.deleted_objects = []
        if formset.has_changed():
            orders.set_items(form.instance, kept, by=request.user)

    # --- A re-inspection is concluded on one page, whatever it found -----------------------------

    def take_step(self, request, object_id, name):
        if name == CONCLUDE.name:
            return self.conclude(request, object_id)
        return super().take_step(request, object_id, name)

    @method_decorator(csrf_protect)
    def conclude(self, request, object_id):
        order = self.get_object(request, object_id)
        if order is None:
            raise Http404
        self.need(request, REINSPECT)
        form = forms.ConclusionForm(request.POST or None, case=order, by=request.user)

        def take(typed):
            concluded = reinspections.conclude(order, by=request.user, **typed)
            return _("%(order)s: %(state)s.") % {
                "order": order,
                "state": concluded.get_state_display(),
            }

        return self.ask(
            request,
            order,
            form,
            title=CONCLUDE.label,
            button=CONCLUDE.label,
            take=take,
            basis=CONCLUDE.legal_basis,
            is_possible=order.state in UNDER_REINSPECTION,
        )

    # --- Pages beside the steps ------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def record_progress(self, request, pk):
        """How far the enterprise has come with each item that is still open."""
        order = self.row(request, pk)
        self.need(request, "inspections.change_orderitem")
        items = list(order.items.open())
        made = formset_factory(forms.ProgressForm, extra=0)
        rows = made(
            request.POST or None,
            prefix="items",
            initial=[
                {"percent_done": item.percent_done, "measures": item.measures} for item in items
            ],
        )

        def take(_typed):
            with transaction.atomic():
                for item, row in zip(items, rows.forms, strict=True):
                    if row.has_changed():
                        orders.record_progress(item, by=request.user, **row.cleaned_data)
            return _("The progress is recorded.")

        return self.ask(
            request,
            order,
            rows,
            title=_("Record progress"),
            button=_("Keep"),
            take=take,
            rows=list(zip(items, rows.forms, strict=False)),
        )

    @method_decorator(csrf_protect)
    def record_objection(self, request, pk):
        order = self.row(request, pk)
        self.need(request, "inspections.add_objection")

        def take(typed):
            objection = orders.object_to(order, by=request.user, **typed)
            if objection.decision == Objection.Decision.LATE:
                return _("Recorded as too late: the last day to object was %(day)s.") % {
                    "day": objection.due_on.isoformat()
                }
            return _("The objection is recorded. It does not suspend the order.")

        return self.ask(
            request,
            order,
            forms.ObjectionForm(request.POST or None),
            title=_("Record an objection"),
            button=_("Record"),
            take=take,
            basis="产品质量法 15",
        )

    @method_decorator(csrf_protect)
    def decide_objection(self, request, pk):
        order = self.row(request, pk)
        self.need(request, "inspections.change_objection")
        pending = order.objections.filter(decision=Objection.Decision.PENDING)
        objection = get_object_or_404(pending.order_by("pk")[:1])

        def take(typed):
            decided = orders.decide_objection(objection, by=request.user, **typed)
            return _("The objection is %s.") % decided.get_decision_display()

        return self.ask(
            request,
            order,
            forms.ObjectionDecisionForm(request.POST or None),
            title=_("Decide the objection"),
            button=_("Decide"),
            take=take,
            basis="产品质量法 15",
            words=objection.reasons,
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["beside"] = self._beside(request.user, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, order):
        """The pages beside the steps that this person may use now: ``(address, words)``."""
        is_open = order.state in RectificationOrder.OPEN_STATES
        pending = order.objections.filter(decision=Objection.Decision.PENDING)
        offered = [
            ("progress", _("Record progress"), "inspections.change_orderitem", is_open),
            (
                "objection",
                _("Record an objection"),
                "inspections.add_objection",
                is_open and order.test_result_id and order.sample is None,
            ),
        ]
        if user.has_perm("inspections.change_objection"):
            offered.append(
                (
                    "decision",
                    _("Decide the objection"),
                    "inspections.change_objection",
                    pending.exists(),
                )
            )
        return [
            (self._url(slug, order.pk), words)
            for slug, words, permission, fits in offered
            if fits and user.has_perm(permission)
        ]

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("number"), ordering="number")
    def name(self, order):
        return order.number or _("draft %d") % order.pk

    @admin.display(description=gettext_lazy("party"), ordering="enterprise__name")
    def party(self, order):
        return order.party_name or order.enterprise

    @admin.display(description=gettext_lazy("sample"))
    def sampled(self, order):
        """Where the result came from, and where a re-test is asked for."""
        sample = order.sample
        term = deadlines.of(sample, "objection")
        until = states.days_left(term.due_on) if term and term.is_open else ""
        return format_html(
            '<a href="{}">{}</a> {} {}',
            sample.get_absolute_url(),
            sample,
            sample.shown_state,
            until,
        )

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, order):
        return to_the_enterprise(order.enterprise)

    @admin.display(description=gettext_lazy("due on"), ordering="due_on")
    def due(self, order):
        if order.due_on is None:
            return None
        return format_html("{} {}", order.due_on.isoformat(), states.days_left(order.due_on))
