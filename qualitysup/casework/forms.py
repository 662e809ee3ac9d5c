"""What a person types: into a case that is still a draft, and when taking a step."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RefusableForm(forms.ModelForm):
    """A form that says what a service had against it, and keeps what was typed."""

    refusal = None

    def clean(self):
        if self.refusal is not None:
            self.add_error(None, self.refusal)
        return super().clean()


class CaseForm(RefusableForm):
    """A draft on the screen, with the version that the person was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version


class StepForm(forms.Form):
    """What every step is told; a subject's step adds its own fields, or asks for the note.

    ``case`` and ``by`` are there for fields whose choices depend on them.
    """

    on = forms.DateField(
        label=_("Day"), help_text=_("The day on which it was done; not before the last step.")
    )
    note = forms.CharField(
        label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    override = forms.CharField(
        label=_("Reason for the override"),
        help_text=_("It is kept in the step log for good."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, case=None, by=None, overrides=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.case, self.by = case, by
        self.fields["on"].initial = timezone.localdate
        if case is None:
            # Many cases at once: each is taken as it stands.
            del self.fields["version"]
        else:
            self.fields["version"].initial = case.version
        if not overrides:
            del self.fields["override"]
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget.input_type, field.widget.format = "date", "%Y-%m-%d"
        self.order_fields([name for name in self.fields if name not in StepForm.base_fields])


@dataclass(frozen=True)
class StepAction:
    """How the admin takes a step: by which service, asking what, and whether for many at once."""

    service: Callable
    form: type[StepForm] = StepForm
    bulk: bool = False
    # Takes several at once where what follows from them is one thing, such as one notice:
    # returns those it was taken for, and pairs of case and refusal.
    many: Callable | None = None
