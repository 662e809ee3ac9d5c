"""What is typed of a prospect: what it is, its stages, its names, who it is handed to."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from investment.forms.fields import day, looked_up, officers, several_lines
from investment.models import Prospect
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division

FACTS = [
    "name",
    "home",
    "trade",
    "project",
    "intention",
    "intention_words",
    "horizon_from",
    "horizon_to",
    "horizon_words",
    "regions",
    "invest_from",
    "invest_to",
    "invest_words",
    "went_to",
    "went_because",
    "owner",
    "source",
    "found_on",
    "verbatim",
]


class ProspectForm(CaseForm):
    horizon_from = day(label=pgettext_lazy("of a horizon", "Not before"), required=False)
    horizon_to = day(label=pgettext_lazy("of a horizon", "Not after"), required=False)
    found_on = day(label=_("Found on"), initial=timezone.localdate)

    class Meta:
        model = Prospect
        fields = FACTS
        widgets = {"verbatim": several_lines(5)}

    def offer(self, by):
        """Choices that this person has; the firm may be anywhere in the country."""
        if "home" in self.fields:
            self.fields["home"].queryset = Division.objects.in_force(timezone.localdate())
        if "owner" in self.fields:
            self.fields["owner"].queryset = officers(by)
            self.fields["owner"].initial = by.pk


class SignForm(StepForm):
    signed_yi = forms.DecimalField(
        label=_("Amount signed (100 million yuan)"), min_value=0.0001, decimal_places=4
    )
    contract = forms.CharField(label=_("Contract"), max_length=100, required=False)


class FundForm(StepForm):
    arrived_yi = forms.DecimalField(
        label=_("Amount arrived (100 million yuan)"), min_value=0.0001, decimal_places=4
    )


class NotedForm(StepForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class CloseForm(NotedForm):
    because = forms.ChoiceField(
        label=_("Why it is closed"),
        choices=[
            (value, label)
            for value, label in Prospect.Reason.choices
            if value != Prospect.Reason.DOUBLE
        ],
    )
    went_to = forms.CharField(
        label=_("Where it went instead"),
        max_length=100,
        required=False,
        help_text=_("Needed where it invests elsewhere."),
    )
    went_because = forms.CharField(label=_("Why there"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.case is not None:
            self.fields["went_to"].initial = self.case.went_to
            self.fields["went_because"].initial = self.case.went_because


class NameForm(forms.Form):
    name = forms.CharField(label=_("It is also called"), max_length=100)


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(
        Prospect.objects.none(),
        label=_("It is the same firm as"),
        help_text=_("That one stays; visits, tasks, people and names move there."),
    )
    note = forms.CharField(label=_("What shows it"), max_length=200)

    def __init__(self, *args, prospect, by, **kwargs):
        super().__init__(*args, **kwargs)
        others = Prospect.objects.visible_to(by).once().exclude(pk=prospect.pk)
        self.fields["into"].queryset = others.filter(division=prospect.division).order_by("name")
        looked_up(Prospect, "joined_to", self.fields["into"])


class LinkForm(forms.Form):
    enterprise = forms.ModelChoiceField(
        Enterprise.objects.none(), label=_("Enterprise of the register")
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].queryset = Enterprise.objects.visible_to(by)
        looked_up(Prospect, "enterprise", self.fields["enterprise"])


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        None,
        label=_("Hand over to"),
        help_text=_("With open tasks, booked visits and all deadlines."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = officers(by)
