"""Special surveys: the survey with its villages, the records, the rule that scores them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.admin import HistoryMixin
from qualitysup.casework.admin import REFUSALS, CaseAdmin, StepAction, words_of
from qualitysup.casework.exports import ExportMixin
from qualitysup.casework.taskpages import TaskPages
from qualitysup.lists import list_url
from qualitysup.regions.admin import ReadOnlyAdmin, ScopedAdmin, TownFilter
from workshops.forms import survey as forms
from workshops.models import ScoringRule, Survey, SurveyRecord, SurveyVillage
from workshops.services import survey_records, surveys

State = Survey.State


@admin.register(ScoringRule)
class ScoringRuleAdmin(HistoryMixin, ScopedAdmin):
    """What failures cost, by its dates; a record keeps the rule that it was scored by."""

    list_display = [
        "name",
        "valid_from",
        "valid_to",
        "key_points",
        "general_points",
        "incomplete_below",
        "confidence",
    ]
    list_filter = ["confidence"]
    ordering = ["-valid_from", "-pk"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """What was scored by it stays explained by it."""
        return obj.SCORES if obj is not None and obj.is_used else []


@admin.register(Survey)
class SurveyAdmin(ExportMixin, TaskPages, CaseAdmin):
    steps = {
        "open": StepAction(surveys.open_survey),
        "close": StepAction(surveys.close, forms.ConclusionOfSurveyForm),
    }
    tasks = {"villages": "villages", "paper": "paper"}
    editable_states = (State.DRAFT, State.OPEN)
    draft = staticmethod(surveys.draft)

    list_display = [
        "name",
        "division",
        "shown_state",
        "looked_at",
        "record_count",
        "incomplete_count",
        "ends_on",
    ]
    list_filter = ["state", TownFilter]
    date_hierarchy = "starts_on"
    ordering = ["-pk"]
    search_fields = ["name"]
    export_columns = [
        "name",
        "state",
        ("division__name", gettext_lazy("town")),
        ("checklist_version__checklist__name", gettext_lazy("survey form")),
        "starts_on",
        "ends_on",
        "opened_on",
        "closed_on",
        ("village_count", gettext_lazy("villages")),
        ("waiting_count", gettext_lazy("villages not looked at")),
        ("record_count", gettext_lazy("workshops surveyed")),
        ("incomplete_count", gettext_lazy("conditions incomplete")),
        "conclusion",
    ]

    class Media:
        css = {"all": ["workshops/survey.css"]}

    form = forms.SurveyForm
    change_form_template = "workshops/survey.html"
    fields = [
        "name",
        "division",
        "checklist_version",
        "trades",
        "starts_on",
        "ends_on",
        "officer",
        "people",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        fixed = [] if obj.state == State.DRAFT else ["checklist_version", "trades", "starts_on"]
        return ["division", *fixed, "opened_on", "closed_on", "conclusion"]

    def get_fields(self, request, obj=None):
        ended = obj is not None and obj.state == State.CLOSED
        return [*self.fields, "opened_on", "closed_on", "conclusion"] if ended else self.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            # The model's own never changes and is no field of the form; this one is the form's.
            kwargs["fields"] = [name for name in self.fields if name != "division"]
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            return super().save_model(request, obj, form, change)
        typed = form.cleaned_data
        return surveys.save(
            obj,
            by=request.user,
            version=typed["version"],
            trades=typed.get("trades"),
            people=typed.get("people"),
        )

    def save_related(self, request, form, formsets, change):
        """Trades and people are the service's; the form's own way would write them past it."""

    # --- The page of a survey --------------------------------------------------------------------

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            context |= {
                "beside": self._beside(request.user, obj),
                "coverage": coverage(obj, request.user),
                "villages_url": self._url("villages", obj.pk),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def _beside(self, user, survey):
        """What can be done with the survey now: ``(address, words)``."""
        if survey.state == State.DRAFT:
            return []
        is_open = survey.state == State.OPEN
        look = is_open and user.has_perm("workshops.change_surveyvillage")
        offered = [
            (
                self._url("villages", survey.pk),
                _("Say where it stands in a village") if look else _("Villages"),
                True,
            ),
            (
                self._url("paper", survey.pk),
                _("Type in a paper form"),
                is_open and user.has_perm("workshops.add_surveyrecord"),
            ),
            (list_url(SurveyRecord, survey__id__exact=survey.pk), _("Workshops surveyed"), True),
        ]
        return [(url, words) for url, words, fits in offered if fits]

    @method_decorator(csrf_protect)
    def villages(self, request, pk):
        """Every village with what was found; ticked ones were looked at, or passed over."""
        survey = self.row(request, pk)
        may = survey.state == State.OPEN and request.user.has_perm("workshops.change_surveyvillage")
        form = forms.VillagesForm(request.POST or None, survey=survey, by=request.user)
        reasons = []
        if request.method == "POST":
            if not may:
                raise PermissionDenied
            if form.is_valid():
                try:
                    done = settle(form.cleaned_data, by=request.user)
                except REFUSALS as refusal:
                    reasons = words_of(refusal)
                else:
                    words = ngettext("%d village.", "%d villages.", done) % done
                    self.message_user(request, words, messages.SUCCESS)
                    return redirect(request.get_full_path())
        page = {
            **self.admin_site.each_context(request),
            "title": _("Villages of the survey"),
            "opts": self.opts,
            "original": survey,
            "coverage": coverage(survey, request.user),
            "form": form if may else None,
            "ticked": request.POST.getlist("villages"),
            "reasons": reasons,
            "media": self.media,
        }
        status = 409 if reasons else 200
        return TemplateResponse(request, "workshops/survey_villages.html", page, status=status)

    @method_decorator(csrf_protect)
    def paper(self, request, pk):
        """Type in a form that was filled in on paper."""
        survey = self.row(request, pk)
        self.need(request, "workshops.add_surveyrecord")
        form = forms.PaperForm(request.POST or None, survey=survey, by=request.user)
        reasons = []
        if request.method == "POST" and form.is_valid():
            typed = form.cleaned_data
            try:
                record = survey_records.enter(
                    survey,
                    typed["workshop"],
                    by=request.user,
                    on=typed["on"],
                    answers=form.answers,
                    note=typed["note"],
                )
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                self.message_user(request, _("%s is surveyed.") % record.workshop, messages.SUCCESS)
                return redirect(record.get_absolute_url())
        page = {
            **self.admin_site.each_context(request),
            "title": _("Type in a paper form"),
            "opts": self.opts,
            "original": survey,
            "form": form,
            "reasons": reasons,
            "media": self.media + form.media,
        }
        status = 409 if reasons else 200
        return TemplateResponse(request, "workshops/survey_paper.html", page, status=status)

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("villages looked at"))
    def looked_at(self, survey):
        if not survey.village_count:
            return "—"
        looked_at = survey.village_count - survey.waiting_count
        return _("%(done)d of %(all)d") % {"done": looked_at, "all": survey.village_count}

    @admin.display(description=gettext_lazy("workshops surveyed"), ordering="record_count")
    def record_count(self, survey):
        return survey.record_count

    @admin.display(description=gettext_lazy("conditions incomplete"), ordering="incomplete_count")
    def incomplete_count(self, survey):
        return survey.incomplete_count


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return SurveyVillage.Standing.choices

    def queryset(self, request, rows):
        value = self.value()
        return rows.standing(value) if value in SurveyVillage.Standing.values else rows


class MineFilter(admin.SimpleListFilter):
    title = gettext_lazy("surveyed by me")
    parameter_name = "mine"

    def lookups(self, request, model_admin):
        return [("1", gettext_lazy("surveys of mine that are under way"))]

    def queryset(self, request, rows):
        if self.value() != "1":
            return rows
        mine = Survey.objects.under_way().of_person(request.user)
        return rows.filter(survey__in=mine.values("pk"))


@admin.register(SurveyVillage)
class SurveyVillageAdmin(HistoryMixin, ReadOnlyAdmin):
    """Villages of all surveys; where one stands is said on the page of its survey."""

    list_display = ["village", "survey", "shown_state", "looked_at_on", "found", "incomplete"]
    list_filter = [
        StandingFilter,
        MineFilter,
        "survey__state",
        ("survey", admin.RelatedOnlyFieldListFilter),
        TownFilter,
    ]
    ordering = ["-survey", "village"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list().select_related("survey")

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, village):
        return village.shown_state

    @admin.display(description=gettext_lazy("workshops surveyed"), ordering="found")
    def found(self, village):
        return village.found

    @admin.display(description=gettext_lazy("conditions incomplete"), ordering="incomplete")
    def incomplete(self, village):
        return village.incomplete


def coverage(survey, user) -> dict:
    """The villages of a survey with what was found in each, and the sums over them."""
    villages = list(survey.villages.visible_to(user).for_list())
    for each in villages:
        each.records_url = list_url(
            SurveyRecord, survey__id__exact=survey.pk, division__code__exact=each.village_id
        )
    settled = sum(each.standing != SurveyVillage.Standing.WAITING for each in villages)
    records = survey.records.visible_to(user)
    # Whose village nobody entered: found, and in no village's row.
    elsewhere = records.exclude(division__in=[each.village_id for each in villages]).totals()
    return {
        "villages": villages,
        "all": len(villages),
        "settled": settled,
        "percent": settled * 100 // len(villages) if villages else None,
        "found": sum(each.found for each in villages) + elsewhere["found"],
        "incomplete": sum(each.incomplete for each in villages) + elsewhere["incomplete"],
        "elsewhere": elsewhere["found"],
    }


def settle(typed, *, by) -> int:
    """Take down what became of the ticked villages; how many they are."""
    villages, what = typed["villages"], typed["what"]
    if what == forms.VillagesForm.PASSED_OVER:
        return len(surveys.pass_over(villages, by=by, because=typed["because"]))
    none_found = what == forms.VillagesForm.NONE_FOUND
    return len(surveys.look_at(villages, by=by, on=typed["on"], none_found=none_found))
