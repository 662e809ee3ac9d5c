"""What is typed while keeping in touch: contacts, conditions, tasks, people, receptions."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.forms.fields import day, officers, several_lines
from investment.models import (
    Contact,
    ContactPerson,
    PolicyEdition,
    ProspectTask,
    Reception,
    Requirement,
)

TWO_WEEKS = dt.timedelta(days=14)
# How long contact persons are kept where nobody agreed on another day.
TWO_YEARS = dt.timedelta(days=730)


class ContactForm(forms.ModelForm):
    on = day(label=_("Day"), initial=timezone.localdate)

    class Meta:
        model = Contact
        fields = ["on", "how", "purpose", "words"]
        widgets = {"words": several_lines(4)}


class RequirementForm(forms.ModelForm):
    class Meta:
        model = Requirement
        fields = ["subject", "comparison", "value", "is_hard", "words", "origin", "lng", "lat"]


class TaskForm(forms.ModelForm):
    due_on = day(label=_("Due on"))
    answers = forms.ModelMultipleChoiceField(
        Requirement.objects.none(),
        label=_("Conditions that it answers"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProspectTask
        fields = ["kind", "words", "visit", "owner"]

    field_order = ["kind", "words", "answers", "visit", "owner", "due_on"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        prospect = self.instance.prospect
        self.fields["owner"].queryset = officers(by)
        self.initial["owner"] = prospect.owner_id
        self.fields["due_on"].initial = timezone.localdate() + TWO_WEEKS
        self.fields["visit"].queryset = prospect.visits.made()
        unanswered = prospect.requirements.filter(task=None, dropped_on=None)
        self.fields["answers"].queryset = unanswered
        if not unanswered.exists():
            del self.fields["answers"]


class SettleForm(forms.Form):
    DONE, DROPPED = "done", "dropped"

    what = forms.ChoiceField(
        label=pgettext_lazy("of a task", "What became of it"),
        choices=[(DONE, _("it was done")), (DROPPED, _("it is not needed any more"))],
        initial=DONE,
    )
    result = forms.CharField(
        label=_("What shows it, or why"), max_length=300, widget=several_lines(2)
    )
    on = day(label=_("Day"), initial=timezone.localdate)
    edition = forms.ModelChoiceField(
        PolicyEdition.objects.none(),
        label=_("Version sent"),
        required=False,
        help_text=_("Then it is on record which version the firm was given."),
    )

    def __init__(self, *args, by, task, **kwargs):
        super().__init__(*args, **kwargs)
        editions = PolicyEdition.objects.visible_to(by).holding().select_related("pack")
        self.fields["edition"].queryset = editions.order_by("pack", "-number")
        if task.kind == ProspectTask.Kind.THEIRS:
            del self.fields["edition"]


class GiveForm(forms.Form):
    edition = forms.ModelChoiceField(PolicyEdition.objects.none(), label=_("Version"))
    on = day(label=_("Given on"), initial=timezone.localdate)
    words = forms.CharField(label=_("How, and to whom"), max_length=200, required=False)

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        editions = PolicyEdition.objects.visible_to(by).holding().select_related("pack")
        self.fields["edition"].queryset = editions.order_by("pack", "-number")


class PersonForm(forms.ModelForm):
    consent_on = day(label=_("Agreed on"), required=False)
    keep_until = day(
        label=_("Kept until"),
        required=False,
        help_text=_("Then all but the post is erased."),
    )

    class Meta:
        model = ContactPerson
        fields = ["post", "name", "phone", "email", "consent"]

    field_order = ["post", "name", "phone", "email", "consent", "consent_on", "keep_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["consent_on"].initial = today
        self.fields["keep_until"].initial = today + TWO_YEARS

    def clean(self):
        """Who leaves name and numbers empty keeps a post, which needs no consent."""
        typed = super().clean()
        if not any(typed.get(name) for name in ("name", "phone", "email")):
            typed |= {"consent": "", "consent_on": None, "keep_until": None}
        for name in ("consent_on", "keep_until"):
            setattr(self.instance, name, typed.get(name))
        return typed


class ReceptionForm(forms.ModelForm):
    invited_on = day(label=_("Invited on"), initial=timezone.localdate)
    comes_on = day(label=_("Comes on"), required=False)

    class Meta:
        model = Reception
        fields = ["state", "words", "programme", "hosts", "result"]
        widgets = {"programme": several_lines(4), "result": several_lines(3)}

    field_order = ["state", "invited_on", "words", "comes_on", "programme", "hosts", "result"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("invited_on", "comes_on"):
            if self.instance.pk:
                self.fields[name].initial = getattr(self.instance, name)

    def clean(self):
        typed = super().clean()
        for name in ("invited_on", "comes_on"):
            setattr(self.instance, name, typed.get(name))
        return typed


class NothingForm(forms.Form):
    """A page that only asks whether one is sure."""
