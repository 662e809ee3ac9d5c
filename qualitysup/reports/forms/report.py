"""What is asked for a report: subject, period and place, its number, and the bureau's words."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qualitysup.dashboard.forms import LensForm
from qualitysup.dashboard.pages import subject_name
from qualitysup.documents import numbers
from qualitysup.reports import composing
from qualitysup.reports.models import SUBJECT, TextBlock
from qualitysup.reports.services import texts


class ReportForm(LensForm):
    subject = forms.ChoiceField(label=SUBJECT, required=False)
    number = forms.CharField(
        label=_("document number"),
        max_length=60,
        required=False,
        help_text=_("Such as 顺市监报〔2026〕3号; without one its place stays blank."),
    )

    def __init__(self, data, user):
        super().__init__(data, user)
        named = [(one, subject_name(one)) for one in composing.subjects(user)]
        self.fields["subject"].choices = [("", _("all subjects")), *named]

    def clean_number(self):
        typed = self.cleaned_data["number"]
        try:
            return str(numbers.parse(typed)) if typed else ""
        except ValueError:
            raise ValidationError(
                _("Write it as 顺市监报〔2026〕3号: code word, year, number.")
            ) from None


class TextsForm(forms.Form):
    """The texts of one report; each remembers what it was, so that nobody overwrites another's."""

    def __init__(self, data, lens, subject):
        super().__init__(data, prefix="text", label_suffix="")
        self.lens = lens
        self.kept = texts.written(lens)
        before = texts.last_written(lens)
        told = [one for one in composing.subjects(lens.user) if subject in ("", one)]
        labels = {
            TextBlock.OPENING: _("How the report begins"),
            **{one: subject_name(one) for one in told},
            TextBlock.CLOSING: _("How the report ends"),
        }
        for slot, label in labels.items():
            is_new = slot not in self.kept and slot in before
            self.fields[slot] = forms.CharField(
                label=label,
                required=False,
                max_length=TextBlock._meta.get_field("text").max_length,
                widget=forms.Textarea({"rows": 4}),
                initial=self.kept.get(slot, before.get(slot, "")),
                help_text=_("Taken over from the period before; change what is no longer so.")
                if is_new
                else "",
            )
            self.fields[f"{slot}-read"] = forms.CharField(
                required=False, strip=False, widget=forms.HiddenInput, initial=self.kept.get(slot)
            )

    @property
    def slots(self):
        return [(self[name], self[f"{name}-read"]) for name in self.fields if "-" not in name]

    def save(self) -> bool:
        """Keep each text that says something; what somebody else changed is shown, not lost."""
        for slot in [name for name in self.fields if "-" not in name]:
            text, read = self.cleaned_data[slot], self.cleaned_data[f"{slot}-read"]
            if not text and slot not in self.kept:
                continue
            try:
                texts.keep(self.lens, slot, _plain(text), read=_plain(read))
            except texts.ChangedMeanwhile as refusal:
                self.add_error(slot, refusal)
                # Read now: whoever saves once more means it.
                self.data = self.data.copy()
                self.data[self.add_prefix(f"{slot}-read")] = refusal.block.text
        return not self.errors


def _plain(text):
    """Browsers send the ends of lines in their own way."""
    return text.replace("\r\n", "\n").strip()
