"""What is typed into samples and plans, and what the steps of a sample ask."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.forms.order import NotedForm, staff, words
from inspections.models import Laboratory, Sample
from qualitysup.casework.forms import CaseForm, RefusableForm, StepForm


class SampleForm(CaseForm):
    class Meta:
        widgets = {"seals": words(2), "samplers": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Only a phone, far from a desk, hands in a sheet that wants one of these.
        for name in {"standard", "unit", "place", "seals"} & self.fields.keys():
            self.fields[name].required = True
        plan = self.fields.get("plan")
        if plan is not None:
            plan.queryset = plan.queryset.under_way(timezone.localdate())


def badged(user):
    """Who may draw a sample beside this person: with a badge that is valid today."""
    valid = Q(badge_valid_to__gte=timezone.localdate()) & ~Q(badge_number="")
    return staff(user).filter(valid)


class RefusalForm(NotedForm):
    refusal = forms.ChoiceField(
        label=gettext_lazy("Why refused"),
        choices=Sample.Refusal.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A party may refuse for each of these but the last."),
    )


class LaboratoryForm(StepForm):
    laboratory = forms.ModelChoiceField(
        queryset=Laboratory.objects.none(),
        label=gettext_lazy("Laboratory"),
        help_text=gettext_lazy("Only laboratories accredited today are offered."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["laboratory"].queryset = self.laboratories()

    def laboratories(self):
        return Laboratory.objects.visible_to(self.by).accredited(timezone.localdate())


class SendForm(LaboratoryForm):
    backup_place = forms.CharField(
        label=gettext_lazy("Backup sample kept at"), max_length=120, required=False
    )


class RetestOrderForm(LaboratoryForm):
    """Any accredited laboratory but the one whose result is objected to."""

    def laboratories(self):
        first = self.case.laboratory_id if self.case else None
        return super().laboratories().exclude(pk=first)


class ReportForm(StepForm):
    report_number = forms.CharField(label=gettext_lazy("Report number"), max_length=60)


class TestReportForm(ReportForm):
    __test__ = False

    tested_on = forms.DateField(label=gettext_lazy("Tested on"), initial=timezone.localdate)


class FailureForm(TestReportForm):
    failed_items = forms.CharField(
        label=gettext_lazy("Items failed"),
        widget=words(),
        help_text=gettext_lazy("One a line: item, requirement, measured value"),
    )


class ObjectForm(StepForm):
    applicant = forms.ChoiceField(
        label=gettext_lazy("Asked for by"),
        choices=Sample.Applicant.choices,
        initial=Sample.Applicant.PARTY,
    )
    reasons = forms.CharField(label=gettext_lazy("Reasons"), widget=words())


class ReferForm(StepForm):
    authority = forms.CharField(
        label=gettext_lazy("Authority of the producer"),
        max_length=80,
        help_text=gettext_lazy("Its full name, as the letter addresses it"),
    )


class SpoiledBackupForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What is wrong with it"),
        max_length=200,
        help_text=gettext_lazy("Such as: seal no. 12 broken. It cannot be re-tested afterwards."),
    )


class PlanForm(RefusableForm):
    def clean(self):
        typed = super().clean()
        ordered = typed.get("ordered_by") == "superior"
        if ordered and not typed.get("superior"):
            self.add_error("superior", _("Name the superior authority that ordered it."))
        return typed


class ResultsFileForm(forms.Form):
    """A laboratory's table of results."""

    file = forms.FileField(
        label=gettext_lazy("Table of results"),
        help_text=gettext_lazy(
            ".xlsx or CSV with the columns 抽样单编号, 报告编号, 检验日期, 检验结论 and 不合格项目."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )
