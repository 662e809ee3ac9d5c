"""What is typed into patrol plans, and into the pages beside them."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises.models import Enterprise
from inspections.forms.order import words
from inspections.models import Checklist, PatrolFrequency, PlanReason
from inspections.selection import SELECTIONS
from qualitysup.casework.forms import CaseForm
from qualitysup.regions.models import Division


class PlanForm(CaseForm):
    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Division"),
        help_text=gettext_lazy("Whose enterprises are patrolled."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            del self.fields["division"]


class ReasonForm(forms.Form):
    """Why, of which, and how often: by a rule set for the class, or by a number."""

    kind = forms.ChoiceField(label=gettext_lazy("Reason"))
    rule_set = forms.ChoiceField(
        label=gettext_lazy("How often: by the rule set"),
        required=False,
        help_text=gettext_lazy("Or leave it empty and say how many times below."),
    )
    at_most = forms.BooleanField(
        label=gettext_lazy("As often as the rule allows"),
        required=False,
        help_text=gettext_lazy("Where the rule gives a range; otherwise as often as it demands."),
    )
    times = forms.IntegerField(
        label=gettext_lazy("Times"), required=False, min_value=1, max_value=366
    )
    years = forms.IntegerField(
        label=gettext_lazy("In how many years"), initial=1, min_value=1, max_value=10
    )
    enterprises = forms.CharField(
        label=gettext_lazy("Enterprises chosen by hand"),
        required=False,
        widget=words(4),
        help_text=gettext_lazy("One a line: name or unified social credit code."),
    )
    checklist = forms.ModelChoiceField(
        queryset=Checklist.objects.none(),
        label=gettext_lazy("Checklist"),
        required=False,
        help_text=gettext_lazy(
            "What is looked at; a superior's check of the same within three months excludes it."
        ),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=200)

    def __init__(self, *args, plan, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan, self.by = plan, by
        self.fields["kind"].choices = list(_kinds(plan))
        self.fields["checklist"].queryset = Checklist.objects.in_use().order_by("name")
        sets = dict(PatrolFrequency.objects.values_list("rule_set", "name"))
        self.fields["rule_set"].choices = [("", "—"), *sorted(sets.items())]

    def clean(self):
        typed = super().clean()
        kind, _sep, target = typed.get("kind", "").partition(":")
        if not typed.get("rule_set") and not typed.get("times"):
            self.add_error("times", _("Name a rule set or say how many times."))
        if typed.get("rule_set") and typed.get("times"):
            self.add_error("times", _("Name a rule set or say how many times, not both."))
        typed["enterprises"] = self._chosen(typed.get("enterprises", "")) if not self.errors else []
        if kind == "chosen" and not typed["enterprises"] and not self.errors:
            self.add_error("enterprises", _("Say which enterprises."))
        return typed | {"kind": kind, "target": target}

    def _chosen(self, text):
        seen = Enterprise.objects.visible_to(self.by).filter(merged_into=None)
        found = []
        for line in filter(None, map(str.strip, text.splitlines())):
            enterprise = seen.filter(uscc=line.upper()).first() or seen.filter(name=line).first()
            if enterprise is None:
                self.add_error("enterprises", _("Not in the register: %s") % line)
            else:
                found.append(enterprise)
        return found


def _kinds(plan):
    """Each kind of reason, and each thing that it may be about: ``campaign:12``."""
    for selection in SELECTIONS.values():
        if selection.targets is None:
            yield selection.key, selection.label
        else:
            for key, label in selection.targets(plan):
                yield f"{selection.key}:{key}", f"{selection.label}: {label}"


class ExclusionForm(forms.Form):
    enterprise = forms.CharField(
        label=gettext_lazy("Enterprise"),
        help_text=gettext_lazy("Name or unified social credit code."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            ("superior", gettext_lazy("checked by a superior authority")),
            ("other", gettext_lazy("other reason")),
        ],
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    until = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        help_text=gettext_lazy("The first day on which it may be patrolled; empty: never in it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_enterprise(self):
        line = self.cleaned_data["enterprise"].strip()
        seen = Enterprise.objects.visible_to(self.by).filter(merged_into=None)
        found = seen.filter(uscc=line.upper()).first() or seen.filter(name=line).first()
        if found is None:
            raise forms.ValidationError(_("Not in the register: %s") % line)
        return found


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is lifted"),
        max_length=200,
        help_text=gettext_lazy("For instance a clue or a hazard."),
    )


class RemoveReasonForm(forms.Form):
    reason = forms.ModelChoiceField(
        queryset=PlanReason.objects.none(), label=gettext_lazy("Reason to leave out")
    )

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = plan.reasons.order_by("position")


class NextForm(forms.Form):
    """Nothing to ask: what the next plan begins with is this one's."""
