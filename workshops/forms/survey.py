"""What is typed into surveys: the survey itself, where it stands in a village, a paper form."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import ChecklistItem, ChecklistVersion, VisitAnswer
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division
from workshops.models import Survey, SurveyRecord, SurveyVillage, Workshop, Zone

SURVEYORS = (Role.INSPECTOR, Role.CASE_OFFICER, Role.SECTION_HEAD)


def day_field(**options) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class SurveyForm(CaseForm):
    """A survey in preparation; once it runs, only its end and its people are asked again."""

    class Meta:
        model = Survey
        fields = [
            "name",
            "checklist_version",
            "trades",
            "starts_on",
            "ends_on",
            "officer",
            "people",
        ]
        widgets = {
            "trades": forms.CheckboxSelectMultiple,
            "people": forms.CheckboxSelectMultiple,
        }

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Town"),
        help_text=gettext_lazy("Its villages are looked at one by one."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            # Jurisdiction stays where the survey was begun.
            del self.fields["division"]

    def offer(self, by):
        """Choices that this person has, in place of everything there is."""
        if "division" in self.fields:
            towns = Division.objects.visible_to(by).in_force(timezone.localdate())
            self.fields["division"].queryset = towns.filter(level=Division.Level.TOWN)
        if "checklist_version" in self.fields:
            self.fields["checklist_version"].queryset = self._forms()
        staff = User.objects.beside(by).holding(*SURVEYORS).order_by("full_name", "pk")
        for name in ("officer", "people"):
            if name in self.fields:
                self.fields[name].queryset = staff

    def _forms(self):
        """Forms in force, and the one that it has."""
        in_force = ChecklistVersion.objects.in_force(timezone.localdate()).values("pk")
        versions = ChecklistVersion.objects.filter(pk__in=in_force)
        if self.instance.pk:
            versions |= ChecklistVersion.objects.filter(pk=self.instance.checklist_version_id)
        return versions.select_related("checklist").order_by("checklist__name", "-number")


class ConclusionOfSurveyForm(StepForm):
    conclusion = forms.CharField(
        label=gettext_lazy("Conclusion"), widget=forms.Textarea(attrs={"rows": 5})
    )


class VillagesForm(forms.Form):
    """Ticked villages of a survey, and what became of them."""

    LOOKED_AT, NONE_FOUND, PASSED_OVER = "looked_at", "none_found", "passed_over"

    villages = forms.ModelMultipleChoiceField(
        queryset=SurveyVillage.objects.none(),
        error_messages={"required": gettext_lazy("Tick the villages that are meant.")},
    )
    what = forms.ChoiceField(
        label=gettext_lazy("What became of them"),
        choices=[
            (LOOKED_AT, gettext_lazy("looked at")),
            (NONE_FOUND, gettext_lazy("looked at, none found")),
            (PASSED_OVER, gettext_lazy("passed over")),
        ],
        initial=LOOKED_AT,
    )
    on = day_field(label=gettext_lazy("Day"), initial=timezone.localdate)
    because = forms.CharField(
        label=gettext_lazy("Reason for passing over"), max_length=200, required=False
    )

    def __init__(self, *args, survey, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["villages"].queryset = survey.villages.visible_to(by)


class PaperForm(forms.Form):
    """A survey form that was filled in on paper; its questions are those of the checklist."""

    workshop = forms.ModelChoiceField(
        label=gettext_lazy("workshop"), queryset=Workshop.objects.none()
    )
    on = day_field(label=gettext_lazy("surveyed on"), initial=timezone.localdate)
    note = forms.CharField(
        label=gettext_lazy("note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, survey, by, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Workshop.objects.visible_to(by).open()
        there = seen.filter(seen.within(survey.division.prefix))
        self.fields["workshop"].queryset = there.select_related("enterprise")
        field = SurveyRecord._meta.get_field("workshop")
        self.fields["workshop"].widget = AutocompleteSelect(field, admin.site)
        self.fields["workshop"].widget.choices = self.fields["workshop"].choices
        self.asked = list(survey.checklist_version.items().select_related("section"))
        for item in self.asked:
            self.fields[f"answer-{item.key}"] = answer_field(item)

    def facts(self):
        return [self[name] for name in ("workshop", "on", "note")]

    def sections(self):
        """The questions as the page shows them: ``[(section, [(item, field)])]``."""
        found = {}
        for item in self.asked:
            found.setdefault(item.section, []).append((item, self[f"answer-{item.key}"]))
        return list(found.items())

    @property
    def answers(self) -> dict:
        """What was answered, by the keys of the items."""
        given = {item.key: self.cleaned_data[f"answer-{item.key}"] for item in self.asked}
        return {key: value for key, value in given.items() if value not in (None, "")}


def answer_field(item) -> forms.Field:
    """How an item is answered on paper: as it asks, and verdicts always."""
    options = {"label": item.text, "required": False, "help_text": item.clause}
    match item.answer:
        case ChecklistItem.Answer.VERDICT:
            return forms.ChoiceField(
                choices=VisitAnswer.Verdict.choices,
                widget=forms.RadioSelect,
                **options | {"required": True},
            )
        case ChecklistItem.Answer.NUMBER:
            label = _("%(item)s (%(unit)s)") % {"item": item.text, "unit": item.unit}
            return forms.DecimalField(
                max_digits=14,
                decimal_places=4,
                **options | {"label": label if item.unit else item.text},
            )
        case ChecklistItem.Answer.CHOICE:
            return forms.ChoiceField(
                choices=[(each, each) for each in item.choices], widget=forms.RadioSelect, **options
            )
    return forms.CharField(max_length=2000, **options)


class RankingForm(forms.Form):
    """For which zone the workshops are ranked."""

    zone = forms.ModelChoiceField(
        label=gettext_lazy("consolidation zone"),
        queryset=Zone.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["zone"].queryset = zones_of(by)


def zones_of(by):
    """The zones that somebody may propose workshops for, the newest first."""
    return Zone.objects.visible_to(by).open().select_related("division").order_by("-pk")
