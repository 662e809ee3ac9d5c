"""What is typed of a counterfeit: what was seen, what the holder says, and why it ends."""

from django import forms
from django.utils.translation import gettext_lazy

from brands.forms.publicity import HonourChoiceField, NotedForm, offer_honours
from brands.models import CounterfeitClue
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import roles_with
from qualitysup.casework.forms import CaseForm, StepForm


class CounterfeitClueForm(CaseForm):
    class Meta:
        field_classes = {"honour": HonourChoiceField}
        widgets = {
            "text": forms.Textarea({"rows": 5, "class": "vLargeTextField"}),
            "received_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    url = forms.URLField(
        label=gettext_lazy("Address of the page"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    def offer(self, by):
        offer_honours(self, by)
        if "officer" in self.fields:
            staff = User.objects.beside(by).holding(*roles_with("brands.verify_counterfeitclue"))
            self.fields["officer"].queryset = staff.order_by("full_name", "pk")
            self.fields["officer"].initial = by

    def clean(self):
        typed = super().clean()
        if not (typed.get("seen_in") or typed.get("place") or typed.get("url")):
            words = gettext_lazy("Say where it was seen: place, shop or page.")
            self.add_error("place", words)
        return typed


class VerdictForm(StepForm):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"),
        choices=CounterfeitClue.Verdict.choices,
        widget=forms.RadioSelect,
    )
    statement = forms.CharField(
        label=gettext_lazy("Statement of the holder"),
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("In their words; attach the paper to the evidence."),
    )


class ExtendForm(NotedForm):
    days = forms.IntegerField(
        label=gettext_lazy("Extended by (working days)"), min_value=1, max_value=15, initial=15
    )
