"""What the board sends when somebody is dropped on a unit."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from workshops.models import Relocation, Unit
from workshops.services import relocations

State = Relocation.State


class GiveForm(forms.Form):
    """One workshop, one unit, its first day and its last; given before, also why it changes."""

    relocation = forms.ModelChoiceField(
        queryset=Relocation.objects.none(), widget=forms.HiddenInput
    )
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: without a last day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=gettext_lazy("Why another unit or other days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, zone=None, by=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if zone is not None:
            seen = Relocation.objects.visible_to(by).of(zone)
            self.fields["relocation"].queryset = seen.select_related("workshop__enterprise")
            self.fields["unit"].queryset = zone.units.all()

    def refusal(self) -> ValidationError:
        """What is not filled in rightly, in the words of its fields."""
        return ValidationError(
            [
                f"{self.fields[name].label}: {message}" if self.fields.get(name) else message
                for name, messages in self.errors.items()
                for message in messages
            ]
        )

    def give(self):
        """Take the step that fits how it stands; return the relocation and what was done."""
        typed = dict(self.cleaned_data)
        relocation, note = typed.pop("relocation"), typed.pop("note")
        if relocation.state == State.PLANNED:
            moved = relocations.reallocate(relocation, by=self.by, note=note, **typed)
        else:
            moved = relocations.allocate(relocation, by=self.by, note=note, **typed)
        words = {
            "workshop": relocation.workshop,
            "unit": typed["unit"],
            "day": typed["starts_on"].isoformat(),
        }
        return moved, words
