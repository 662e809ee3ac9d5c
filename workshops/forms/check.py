"""A zone's own check as it is typed in: an answer for every item of the checklist."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import ChecklistItem
from workshops.models import Allocation, Workshop, ZoneCheckAnswer

Answer = ChecklistItem.Answer
VERDICTS = ZoneCheckAnswer.Verdict.choices


class CheckForm(forms.Form):
    """Whom, when, and an answer and a note for each item; the fields are the checklist's."""

    workshop = forms.ModelChoiceField(
        queryset=Workshop.objects.none(),
        label=_("Workshop"),
        required=False,
        empty_label=_("what all of them use"),
    )
    checked_on = forms.DateField(
        label=_("Checked on"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )

    def __init__(self, *args, zone, version, **kwargs):
        super().__init__(*args, **kwargs)
        inside = Allocation.objects.occupied().filter(zone=zone).values("workshop")
        workshops = Workshop.objects.filter(pk__in=inside).select_related("enterprise")
        self.fields["workshop"].queryset = workshops.order_by("enterprise__name")
        self.sections = {}
        for item in version.items().select_related("section"):
            self.fields[f"value-{item.key}"] = _value(item)
            self.fields[f"note-{item.key}"] = forms.CharField(
                label=_("Note"), required=False, max_length=300
            )
            self.sections.setdefault(item.section.title, []).append(item)
        self.fields["note"] = forms.CharField(
            label=_("What else there is to say"),
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )

    def lines(self):
        """By section: each item with its two fields."""
        for title, items in self.sections.items():
            yield title, [(i, self[f"value-{i.key}"], self[f"note-{i.key}"]) for i in items]

    def heading(self):
        return [self["workshop"], self["checked_on"]]

    def clean(self):
        typed = super().clean()
        keys = [item.key for items in self.sections.values() for item in items]
        typed["answers"] = [
            {
                "item": key,
                "value": typed.pop(f"value-{key}", None),
                "note": typed.pop(f"note-{key}", ""),
            }
            for key in keys
        ]
        return typed


def _value(item):
    """As the item asks; a text may be left empty, everything else is answered."""
    match item.answer:
        case Answer.VERDICT:
            return forms.ChoiceField(label=item.text, choices=VERDICTS, widget=forms.RadioSelect)
        case Answer.NUMBER:
            return forms.DecimalField(
                label=item.text, max_digits=14, decimal_places=4, help_text=item.limits
            )
        case Answer.CHOICE:
            choices = [(choice, choice) for choice in item.choices]
            return forms.ChoiceField(label=item.text, choices=choices, widget=forms.RadioSelect)
    return forms.CharField(label=item.text, required=False, widget=forms.Textarea({"rows": 2}))
