"""Firms on the way to an honour: each on one page, with what it lacks and who owes what."""

from django.contrib import admin
from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from brands.cultivation_page import CultivationPage
from brands.forms import cultivation as forms
from brands.forms.sweep import ReasonForm
from brands.models import Commitment, Cultivation, CultivationVisit, VetoRecord
from brands.services import commitments, cultivations, screenings, vetoes
from qualitysup.casework.admin import CaseAdmin, StepAction
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.regions.admin import TownFilter

State = Cultivation.State
# What ended without an honour is no line of the funnel.
ENDED = (State.LOST, State.DROPPED)


class StandingFilter(admin.SimpleListFilter):
    """How cases stand, by the queries that home and the dashboard count with."""

    title = gettext_lazy("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("open", gettext_lazy("on the way")),
            ("late", gettext_lazy("with late commitments")),
            ("mine", gettext_lazy("on the way, mine")),
        ]

    def queryset(self, request, rows):
        match self.value():
            case "open":
                return rows.under_way()
            case "late":
                return rows.under_way().with_late_commitments()
            case "mine":
                return rows.under_way().of_person(request.user)
        return rows


class ReachedFilter(admin.SimpleListFilter):
    """Who ever came to a stage, whatever became of it: the lines of the funnel."""

    title = gettext_lazy("stage ever reached")
    parameter_name = "reached"

    def lookups(self, request, model_admin):
        return [(stage, label) for stage, label in State.choices if stage not in ENDED]

    def queryset(self, request, rows):
        value = self.value()
        return rows.that_reached(value) if value in dict(self.lookup_choices) else rows


@admin.register(Cultivation)
class CultivationAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "recommend": StepAction(cultivations.recommend, forms.RecommendForm),
        "screen": StepAction(cultivations.screen),
        "visit": StepAction(cultivations.visited),
        "begin": StepAction(cultivations.begin, forms.BeginForm),
        "apply": StepAction(cultivations.apply, forms.ApplyForm),
        "win": StepAction(cultivations.win, forms.WinForm),
        "lose": StepAction(cultivations.lose, forms.NotedForm),
        "drop": StepAction(cultivations.drop, forms.NotedForm),
    }
    tasks = {
        "points": "fill_in",
        "called": "record_visit",
        "promise": "promise",
        "settle": "settle",
        "give": "give",
        "veto": "record_veto",
        "lift": "lift",
    }
    editable_states = Cultivation.STAGES
    draft = staticmethod(cultivations.draft)
    save_draft = staticmethod(cultivations.save)

    list_display = [
        "enterprise",
        "kind",
        "product",
        "shown_state",
        "score",
        "year",
        "division",
        "officer",
    ]
    list_filter = [StandingFilter, "state", ReachedFilter, "kind", "year", TownFilter]
    ordering = ["-pk"]
    search_fields = ["product"]
    search_help_text = gettext_lazy("Enterprise, product or brand")
    export_columns = [
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("division__name", gettext_lazy("division")),
        ("kind__name", gettext_lazy("honour aimed at")),
        "product",
        "brand",
        "year",
        "state",
        "score",
        "recommended_by",
        "applied_on",
        "application_number",
        ("officer__full_name", gettext_lazy("officer in charge")),
        "closed_on",
    ]

    form = forms.CultivationForm
    change_form_template = "brands/cultivation.html"
    autocomplete_fields = ["enterprise"]
    fields = ["enterprise", "kind", "product", "brand", "year", "found_on", "officer"]
    # Recommended as it is: from then on it is only shown.
    BEGUN_WITH = ["enterprise", "product", "brand", "year", "found_on"]
    KEPT = [
        "recommended_by",
        "recommended_because",
        "score",
        "strengths",
        "applied_on",
        "application_number",
        "honour",
        "closed_on",
    ]

    class Media:
        css = {"all": ["brands/cultivation.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_fields(self, request, obj=None):
        if obj is None:
            return [*self.fields, "finding"]
        return [*self.fields, *(name for name in self.KEPT if getattr(obj, name))]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        begun = [] if obj.state == State.SURVEYED else self.BEGUN_WITH
        return ["kind", *begun, *self.KEPT]

    def get_changeform_initial_data(self, request):
        """A candidate of a sweep, by ``?finding=``, brings what is known of it."""
        given = super().get_changeform_initial_data(request)
        key = given.get("finding", "")
        findings = self.model._meta.get_field("finding").related_model.objects
        found = (
            findings.visible_to(request.user).standing().filter(pk=key).first()
            if (key.isdecimal())
            else None
        )
        if found is not None:
            given |= {
                "enterprise": found.enterprise_id,
                "product": found.product,
                "brand": found.brand,
            }
        return given

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context["way"] = CultivationPage(obj, by=request.user)
            context["beside"] = context["way"].beside
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # --- Pages beside it -------------------------------------------------------------------------

    @method_decorator(csrf_protect)
    def fill_in(self, request, pk):
        """One's own screening sheet, by the published criteria."""
        cultivation = self.row(request, pk)
        self.need(request, "brands.screen_cultivation")
        sheet = screenings.sheet_for(cultivation, on=timezone.localdate())
        mine = cultivation.screenings.filter(officer=request.user).first()
        given = dict(mine.points.values_list("criterion", "points")) if mine else {}
        form = forms.PointsForm(
            request.POST or None,
            sheet=sheet,
            given=given,
            initial={"note": mine.note if mine else ""},
        )

        def take(typed):
            screenings.fill_in(cultivation, by=request.user, points=form.points, note=typed["note"])
            return _("Your sheet is kept.")

        return self.ask(
            request,
            cultivation,
            form,
            title=_("Fill in the screening sheet"),
            button=_("Keep"),
            take=take,
            words=str(sheet),
            words_label=_("Published criteria"),
        )

    @method_decorator(csrf_protect)
    def record_visit(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, cultivations.CHANGE)
        today = timezone.localdate()
        visit = CultivationVisit(cultivation=cultivation, visited_on=today)
        form = forms.VisitForm(request.POST or None, instance=visit)

        def take(typed):
            cultivations.record_visit(form.instance, by=request.user)
            return _("The visit is on record.")

        return self.ask(
            request,
            cultivation,
            form,
            title=_("Record a visit to the firm"),
            button=_("Keep"),
            take=take,
        )

    @method_decorator(csrf_protect)
    def promise(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, "brands.add_commitment")
        form = forms.PromiseForm(
            request.POST or None,
            instance=Commitment(cultivation=cultivation, owner=request.user),
            by=request.user,
        )

        def take(typed):
            commitments.promise(form.instance, by=request.user)
            return _("The commitment is entered.")

        return self.ask(
            request, cultivation, form, title=_("Enter a commitment"), button=_("Keep"), take=take
        )

    def _asked(self, request, rows, name):
        """The row beside the case that the address names."""
        key = request.GET.get(name, "")
        found = rows.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    @method_decorator(csrf_protect)
    def settle(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, commitments.CHANGE)
        commitment = self._asked(request, cultivation.commitments.open(), "commitment")
        form = forms.SettleForm(request.POST or None, request.FILES or None)

        def take(typed):
            settled = {"by": request.user, "on": typed["on"], "paper": typed["file"] or None}
            if typed["what"] == form.WAIVED:
                commitments.waive(commitment, because=typed["words"], **settled)
            else:
                commitments.meet(commitment, result=typed["words"], **settled)
            return _("It is recorded.")

        return self.ask(
            request,
            cultivation,
            form,
            title=_("Settle a commitment"),
            button=_("Keep"),
            take=take,
            words=str(commitment),
            words_label=_("Commitment"),
        )

    @method_decorator(csrf_protect)
    def give(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, commitments.CHANGE)
        commitment = self._asked(request, cultivation.commitments.open(), "commitment")
        form = forms.GiveForm(
            request.POST or None,
            by=request.user,
            initial={"owner": commitment.owner_id, "due_on": commitment.due_on},
        )

        def take(typed):
            commitments.give(commitment, by=request.user, **typed)
            return _("It is recorded.")

        return self.ask(
            request,
            cultivation,
            form,
            title=_("Another person or another day"),
            button=_("Keep"),
            take=take,
            words=str(commitment),
            words_label=_("Commitment"),
        )

    @method_decorator(csrf_protect)
    def record_veto(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, "brands.add_vetorecord")
        form = forms.VetoForm(
            request.POST or None, instance=VetoRecord(enterprise=cultivation.enterprise)
        )

        def take(typed):
            vetoes.record(form.instance, by=request.user)
            return _("It is on record.")

        return self.ask(
            request, cultivation, form, title=_("Record a veto"), button=_("Keep"), take=take
        )

    @method_decorator(csrf_protect)
    def lift(self, request, pk):
        cultivation = self.row(request, pk)
        self.need(request, "brands.change_vetorecord")
        standing = cultivation.enterprise.vetoes.visible_to(request.user).filter(lifted_on=None)
        veto = self._asked(request, standing, "veto")

        def take(typed):
            vetoes.lift(veto, by=request.user, because=typed["because"])
            return _("It is recorded.")

        return self.ask(
            request,
            cultivation,
            ReasonForm(request.POST or None),
            title=_("Lift a veto"),
            button=_("Lift it"),
            take=take,
            words=str(veto),
            words_label=_("Veto"),
        )
