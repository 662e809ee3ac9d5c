from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Count, Sum
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from inspections.capacity import comparison
from inspections.forms import plan as forms
from inspections.forms.order import NotedForm
from inspections.models import Patrol, PatrolPlan, PlanExclusion
from inspections.services import plans
from inspections.tasks import adopt_plan, compute_plan
from inspections.workflow.plan import frequencies_changed
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import TownFilter
from qualitysup.regions.models import Division

Stage = PatrolPlan.State
CHANGE = "inspections.change_patrolplan"
SHOWN = 50


@admin.register(PatrolPlan)
class PatrolPlanAdmin(ExportMixin, TaskPages, CaseAdmin):
    """A plan: why, how much that is, what the stations can do, who is passed over."""

    steps = {
        "compute": StepAction(compute_plan),
        "adopt": StepAction(adopt_plan),
        "send_back": StepAction(plans.send_back, NotedForm),
        "close": StepAction(plans.close),
        "drop": StepAction(plans.drop, NotedForm),
    }
    tasks = {
        "progress": "progress",
        "reason": "add_reason",
        "leave-out": "remove_reason",
        "pass-over": "pass_over",
        "next": "propose_next",
    }
    editable_states = PatrolPlan.EDITABLE_STATES
    draft = staticmethod(plans.draft)
    save_draft = staticmethod(plans.save_draft)

    list_display = ["name", "division", "starts_on", "ends_on", "shown_state", "planned_count"]
    list_filter = ["state", TownFilter]
    ordering = ["-pk"]
    search_fields = ["name"]
    export_columns = [
        "name",
        "state",
        ("division__name", gettext_lazy("division")),
        "starts_on",
        "ends_on",
        ("planned_count", gettext_lazy("patrols")),
        "adopted_on",
        "closed_on",
    ]

    class Media:
        css = {"all": ["inspections/inspections.css", "inspections/plan.css"]}

    form = forms.PlanForm
    change_form_template = "inspections/plan.html"
    fields = ["name", "division", "starts_on", "ends_on", "window_weeks"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_readonly_fields(self, request, obj=None):
        return ["division", "adopted_on", "closed_on"] if obj else []

    def get_fields(self, request, obj=None):
        adopted = obj is not None and obj.adopted_on
        return [*self.fields, "adopted_on", "closed_on"] if adopted else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["fields"] = [name for name in self.fields if name != "division"]
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            division = form.base_fields["division"]
            division.queryset = Division.objects.visible_to(request.user)
            division.initial = request.user.home_id
            division.widget = AutocompleteSelect(
                PatrolPlan._meta.get_field("division"), self.admin_site
            )
            division.widget.choices = division.choices
        return form

    def get_urls(self):
        lift = path(
            "<int:pk>/lift/<int:exclusion>/",
            self.admin_site.admin_view(self.lift),
            name="inspections_patrolplan_lift",
        )
        return [lift, *super().get_urls()]

    # --- Pages beside it -------------------------------------------------------------------------

    def progress(self, request, pk):
        """Polled by ``plan.js`` while a run is under way."""
        run = self.row(request, pk).runs.first()
        return JsonResponse(
            {
                "done": run.done if run else 0,
                "rows": run.total if run else 0,
                "patrols": run.patrols if run else 0,
                "finished": run is None or run.is_finished,
            }
        )

    @method_decorator(csrf_protect)
    def add_reason(self, request, pk):
        plan = self.row(request, pk)
        self.need(request, CHANGE)

        def take(typed):
            reason = plans.add_reason(plan, by=request.user, **typed)
            return _("In the plan: %s.") % reason

        return self.ask(
            request,
            plan,
            forms.ReasonForm(request.POST or None, plan=plan, by=request.user),
            title=_("Add a reason"),
            button=_("Add the reason"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def remove_reason(self, request, pk):
        plan = self.row(request, pk)
        self.need(request, CHANGE)

        def take(typed):
            plans.remove_reason(typed["reason"], by=request.user)
            return _("The reason was left out.")

        return self.ask(
            request,
            plan,
            forms.RemoveReasonForm(request.POST or None, plan=plan),
            title=_("Leave a reason out"),
            button=_("Leave it out"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def pass_over(self, request, pk):
        plan = self.row(request, pk)
        self.need(request, CHANGE)

        def take(typed):
            exclusion = plans.exclude(plan, by=request.user, **typed)
            return _("Passed over: %s.") % exclusion.enterprise

        return self.ask(
            request,
            plan,
            forms.ExclusionForm(request.POST or None, by=request.user),
            title=_("Pass an enterprise over"),
            button=_("Pass it over"),
            take=take,
            basis="食品生产经营监督检查管理办法 42",
        )

    @method_decorator(csrf_protect)
    def lift(self, request, pk, exclusion):
        plan = self.row(request, pk)
        self.need(request, CHANGE)
        found = get_object_or_404(plan.exclusions.select_related("enterprise"), pk=exclusion)

        def take(typed):
            plans.lift(found, by=request.user, **typed)
            return _("It is patrolled after all: %s.") % found.enterprise

        return self.ask(
            request,
            plan,
            forms.LiftForm(request.POST or None),
            title=_("Patrol %s after all") % found.enterprise,
            button=_("Lift the exclusion"),
            take=take,
            basis="食品生产经营监督检查管理办法 42",
        )

    @method_decorator(csrf_protect)
    def propose_next(self, request, pk):
        plan = self.row(request, pk)
        self.need(request, "inspections.add_patrolplan")
        if request.method == "POST":
            following = plans.propose_next(plan, by=request.user)
            self.message_user(request, _("Drafted for the same reasons; change what is new."))
            return redirect(following)
        return self.ask(
            request,
            plan,
            forms.NextForm(),
            title=_("Propose the next plan"),
            button=_("Draft it"),
            take=lambda typed: None,
        )

    # --- The page of a plan ----------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            run = obj.runs.select_related("by").first()
            compared = comparison(obj)
            excluded = obj.exclusions.order_by("kind").values_list("kind").annotate(Count("pk"))
            context |= {
                "beside": self._beside(request.user, obj),
                "run": run,
                "is_stale": obj.state == Stage.COMPUTED
                and (obj.is_stale or frequencies_changed(obj)),
                "reasons_of_plan": self._reasons(obj),
                "by_class": self._by(obj, "risk_class"),
                "by_town": self._by_town(obj),
                "total": obj.counts.aggregate(Sum("patrols"))["patrols__sum"] or 0,
                "compared": compared,
                "excluded": [(PlanExclusion.Kind(kind).label, count) for kind, count in excluded],
                "exclusions": obj.exclusions.for_list().order_by("-by", "pk")[:SHOWN],
                "excluded_more": sum(count for _kind, count in excluded) > SHOWN,
                "excluded_url": f"{reverse('admin:inspections_planexclusion_changelist')}"
                f"?plan={obj.pk}",
                "shown": SHOWN,
                "may_change": request.user.has_perm(CHANGE) and obj.state in self.editable_states,
                "standing": self._standing(obj),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, plan):
        editable = plan.state in self.editable_states
        offered = [
            ("reason", _("Add a reason"), CHANGE, editable),
            ("leave_out", _("Leave a reason out"), CHANGE, editable),
            ("pass_over", _("Pass an enterprise over"), CHANGE, editable),
            (
                "next",
                _("Propose the next plan"),
                "inspections.add_patrolplan",
                plan.state in (Stage.ADOPTED, Stage.CLOSED),
            ),
        ]
        return [
            (self._url(view, plan.pk), label)
            for view, label, permission, fits in offered
            if fits and user.has_perm(permission)
        ]

    def _reasons(self, plan):
        """Each reason with its frequency in words and what it comes to."""
        counted = {
            row["reason"]: row
            for row in plan.counts.order_by()
            .values("reason")
            .annotate(firms=Sum("enterprises"), visits=Sum("patrols"))
        }
        for reason in plan.reasons.for_page():
            yield reason, counted.get(reason.pk)

    def _by(self, plan, column):
        rows = plan.counts.order_by(column).values_list(column)
        return list(rows.annotate(Sum("enterprises"), Sum("patrols")))

    def _by_town(self, plan):
        rows = self._by(plan, "town")
        names = Division.objects.in_bulk([code for code, *_sums in rows])
        return [(names.get(code, code), firms, visits) for code, firms, visits in rows]

    def _standing(self, plan):
        """An adopted plan: how many are made, missed, still to be made, each with its list."""
        if plan.state not in (Stage.ADOPTED, Stage.CLOSED):
            return []
        patrols = Patrol.objects.filter(plan=plan)
        url = f"{reverse('admin:inspections_patrol_changelist')}?plan__id__exact={plan.pk}"
        return [
            (_("made in time"), patrols.done_in_time().count(), f"{url}&standing=in-time"),
            (_("missed"), patrols.missed().count(), f"{url}&standing=missed"),
            (_("to be made"), patrols.open().count(), f"{url}&standing=open"),
        ]

    @admin.display(description=gettext_lazy("patrols"), ordering="planned_count")
    def planned_count(self, plan):
        return plan.planned_count
