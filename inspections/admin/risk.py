"""Risk formulas, the monthly scoring, and what its scores propose."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from enterprises.models import Enterprise
from inspections import tasks
from inspections.admin.pages import to_the_enterprise
from inspections.forms.openness import DecisionForm, StartRunForm
from inspections.models import RiskFormula, RiskRun, RiskScore, RiskWeight
from inspections.models.risk import shown_class
from inspections.scoring import sentences
from inspections.services import risk
from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin, ScopedInline, TownFilter
from qualitysup.wording import in_a_row, listed

# So many are decided while the browser waits; each is a transaction of its own.
AT_ONCE = 500


class WeightInline(ScopedInline):
    model = RiskWeight
    fields = ["factor", "points", "cap", "months", "reason"]


@admin.register(RiskFormula)
class RiskFormulaAdmin(HistoryMixin, ScopedAdmin):
    """The formula by its dates; a scoring keeps the one that it was made with."""

    list_display = ["name", "valid_from", "from_b", "from_c", "from_d", "confidence"]
    ordering = ["-valid_from"]
    inlines = [WeightInline]

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RiskRun)
class RiskRunAdmin(ReadOnlyAdmin):
    """One scoring: how far it is, what would change, and where that is decided."""

    list_display = ["month_name", "division", "standing", "done", "total", "as_of", "formula"]
    list_filter = ["state"]
    ordering = ["-month", "-pk"]

    class Media:
        css = {"all": ["inspections/openness.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def has_add_permission(self, request):
        return request.user.has_perm("inspections.start_riskrun")

    def get_urls(self):
        progress = path(
            "<int:pk>/progress/",
            self.admin_site.admin_view(self.progress),
            name="inspections_riskrun_progress",
        )
        return [progress, *super().get_urls()]

    @method_decorator(csrf_protect)
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StartRunForm(request.POST or None, by=request.user)
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                run = risk.start(form.cleaned_data["division"], by=request.user)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                tasks.start(run)
                return redirect(run)
        return self._page(
            request,
            "inspections/start_scoring.html",
            title=_("Score the enterprises of this month"),
            form=form,
            reasons=reasons,
            status=409 if reasons else 200,
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        run = self._run(request, object_id)
        return self._page(
            request,
            "inspections/scoring.html",
            title=str(run),
            run=run,
            distribution=list(self._distribution(run)) if run.is_finished else [],
            waiting=run.scores.pending().count() if run.is_finished else 0,
            scores=self._scores_url(run, decision__exact="pending"),
            weights=[
                (RiskWeight.Factor(each["factor"]).label, each) for each in run.weights["factors"]
            ],
        )

    def progress(self, request, pk):
        """Polled by ``scoring.js`` until the run is finished."""
        run = self._run(request, pk)
        return JsonResponse({"done": run.done, "total": run.total, "finished": run.is_finished})

    def _run(self, request, key):
        run = self.get_object(request, str(key))
        if run is None or not self.has_view_permission(request, run):
            raise Http404
        return run

    def _distribution(self, run):
        """Of each class how many before and after, each with the list that it counts."""
        for letter, (before, after) in run.scores.distribution().items():
            if before or after:
                yield (
                    shown_class(letter),
                    before,
                    self._scores_url(run, current_class__exact=letter),
                    after,
                    self._scores_url(run, proposed_class__exact=letter),
                )

    def _scores_url(self, run, **filters):
        changelist = reverse("admin:inspections_riskscore_changelist")
        return f"{changelist}?{urlencode({'run__id__exact': run.pk, **filters})}"

    def _page(self, request, template, *, title, status=200, **context):
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            "changelist": reverse("admin:inspections_riskrun_changelist"),
            **context,
        }
        return TemplateResponse(request, template, page, status=status)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def standing(self, run):
        return run.shown_state

    @admin.display(description=gettext_lazy("month"), ordering="month")
    def month_name(self, run):
        return f"{run.month:%Y-%m}"


class DirectionFilter(admin.SimpleListFilter):
    title = gettext_lazy("change")
    parameter_name = "change"

    def lookups(self, request, model_admin):
        return [("up", gettext_lazy("watched more")), ("down", gettext_lazy("watched less"))]

    def queryset(self, request, scores):
        match self.value():
            case "up":
                return scores.rising()
            case "down":
                return scores.falling()
        return scores


class LatestFilter(admin.SimpleListFilter):
    """What home counts: proposals of the latest scoring."""

    title = gettext_lazy("my work")
    parameter_name = "my"

    def lookups(self, request, model_admin):
        return [("pending", gettext_lazy("to be decided"))]

    def queryset(self, request, scores):
        return scores.pending() if self.value() == "pending" else scores


@admin.register(RiskScore)
class RiskScoreAdmin(ExportMixin, HistoryMixin, ReadOnlyAdmin):
    """What was counted of each enterprise; where the class would change, a person decides."""

    actions = ["confirm_many", "keep_many"]
    list_display = [
        "enterprise_name",
        "points",
        "made_of",
        "current",
        "proposed",
        "decided",
        "month_name",
    ]
    list_filter = [
        LatestFilter,
        ("run", admin.RelatedOnlyFieldListFilter),
        "decision",
        DirectionFilter,
        "current_class",
        "proposed_class",
        TownFilter,
    ]
    ordering = ["-run", "-points", "-pk"]
    search_fields = ["enterprise__uscc"]
    search_help_text = gettext_lazy("What finds the enterprise: name, number or initials")
    export_columns = [
        ("enterprise__name", gettext_lazy("enterprise")),
        ("enterprise__uscc", gettext_lazy("unified social credit code")),
        ("division__name", gettext_lazy("division")),
        ("run__month", gettext_lazy("month")),
        "points",
        "current_class",
        "proposed_class",
        "decision",
        "why",
    ]
    fields = readonly_fields = [
        "firm",
        "month_name",
        "points",
        "made_of",
        "current",
        "proposed",
        "decided",
        "decided_by_whom",
        "decided_at",
        "why",
    ]

    class Media:
        css = {"all": ["inspections/openness.css"]}

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        return queryset.filter(enterprise__in=Enterprise.objects.search(search_term)), False

    # --- Decisions -------------------------------------------------------------------------------

    def has_decide_permission(self, request):
        return request.user.has_perm("inspections.decide_riskscore")

    @admin.action(description=gettext_lazy("Confirm the proposed class"), permissions=["decide"])
    def confirm_many(self, request, queryset):
        return self._decide(request, queryset, "confirm_many", risk.confirm, needs_why=False)

    @admin.action(description=gettext_lazy("Keep the present class"), permissions=["decide"])
    def keep_many(self, request, queryset):
        return self._decide(request, queryset, "keep_many", risk.keep, needs_why=True)

    @method_decorator(csrf_protect)
    def _decide(self, request, queryset, name, service, *, needs_why):
        """Ask once why, then decide each in a transaction of its own."""
        scores = list(queryset.order_by("enterprise_id")[: AT_ONCE + 1])
        if len(scores) > AT_ONCE:
            text = ngettext(
                "Choose at most %d score at once.", "Choose at most %d scores at once.", AT_ONCE
            )
            self.message_user(request, text % AT_ONCE, messages.ERROR)
            return None
        confirmed = "confirmed" in request.POST
        form = DecisionForm(request.POST if confirmed else None, needs_why=needs_why)
        if confirmed and form.is_valid():
            self._report(request, *self._each(scores, service, form, request.user))
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": self.get_action(name)[2],
            "opts": self.opts,
            "scores": scores,
            "form": form,
            "action": name,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "inspections/decide_scores.html", context)

    def _each(self, scores, service, form, user):
        done, refused = 0, {}
        for score in scores:
            try:
                with transaction.atomic():
                    service(score, by=user, **form.cleaned_data)
            except REFUSALS as refusal:
                refused.setdefault(in_a_row(words_of(refusal)), []).append(score.enterprise)
            else:
                done += 1
        return done, refused

    def _report(self, request, done, refused):
        if done:
            self.message_user(request, _("%d done.") % done, messages.SUCCESS)
        for reason, firms in refused.items():
            text = _("%(count)d refused: %(reason)s (%(cases)s)") % {
                "count": len(firms),
                "reason": reason,
                "cases": listed(firms),
            }
            self.message_user(request, text, messages.WARNING)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise_name(self, score):
        return score.enterprise.name

    @admin.display(description=gettext_lazy("enterprise"))
    def firm(self, score):
        return to_the_enterprise(score.enterprise)

    @admin.display(description=gettext_lazy("what it is made of"))
    def made_of(self, score):
        if not score.parts:
            return _("Nothing counts against it.")
        lines = format_html_join("", "<li>{}</li>", ((line,) for line in sentences(score.parts)))
        return format_html('<ul class="score-parts">{}</ul>', lines)

    @admin.display(description=gettext_lazy("class before"), ordering="current_class")
    def current(self, score):
        return score.shown_current

    @admin.display(description=gettext_lazy("class proposed"), ordering="proposed_class")
    def proposed(self, score):
        return score.shown_proposed

    @admin.display(description=gettext_lazy("decision"), ordering="decision")
    def decided(self, score):
        return score.shown_decision

    @admin.display(description=gettext_lazy("decided by"))
    def decided_by_whom(self, score):
        return score.decided_by

    @admin.display(description=gettext_lazy("month"))
    def month_name(self, score):
        return f"{score.run.month:%Y-%m}"
