"""What is typed of standards: an edition, what it replaces and adopts, its text."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qualitysup.casework.forms import RefusableForm
from standards import classes
from standards.models import Adoption, Standard
from standards.numbers import NotANumber, normalise


def day(**more):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


class NumberField(forms.CharField):
    """The number of a standard in any spelling; becomes the one that is right."""

    def clean(self, value):
        value = super().clean(value)
        try:
            return normalise(value) if value else value
        except NotANumber as refusal:
            raise ValidationError(refusal.reason, code=refusal.code) from None


class CodesField(forms.CharField):
    """Codes of ICS or CCS, separated by whatever people separate them with."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return classes.codes(super().clean(value))


class StandardForm(RefusableForm):
    number = NumberField(
        label=pgettext_lazy("of a standard", "Number"),
        max_length=80,
        help_text=gettext_lazy("As printed, in any spelling: GB 7718-2011"),
    )
    published_on = day(label=pgettext_lazy("of a standard", "Published on"), required=False)
    in_force_on = day(label=gettext_lazy("In force from"))
    abolished_on = day(
        label=gettext_lazy("Abolished on"),
        required=False,
        help_text=gettext_lazy("The first day on which it is no longer in force."),
    )
    ics = CodesField(label="ICS", required=False, help_text=gettext_lazy("As in 25.120.10"))
    ccs = CodesField(label="CCS", required=False, help_text=gettext_lazy("As in J62"))

    class Meta:
        model = Standard
        fields = ["number", "name", "name_en", "issuer"]


class ReplacesForm(forms.Form):
    old_number = NumberField(
        label=gettext_lazy("Number of the standard that is replaced"), max_length=80
    )
    part = forms.CharField(
        label=gettext_lazy("Which part"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty where the whole standard is replaced."),
    )


class AdoptsForm(forms.Form):
    international = NumberField(label=gettext_lazy("International standard"), max_length=80)
    degree = forms.ChoiceField(label=gettext_lazy("Degree"), choices=Adoption.Degree.choices)


class TextForm(forms.Form):
    upload = forms.FileField(label=gettext_lazy("File"))
    caption = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Such as: text, amendment No. 1, explanation"),
    )


class TakeBackForm(forms.Form):
    """Which of the links of a standard was entered by mistake."""

    link = forms.ChoiceField(label=gettext_lazy("Link"), widget=forms.RadioSelect)

    def __init__(self, *args, standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.links = {
            f"{name}-{row.pk}": row
            for name, rows in (
                ("replaces", standard.replaces.all()),
                ("adopts", standard.adoptions.all()),
            )
            for row in rows
        }
        self.fields["link"].choices = [(key, _told(row)) for key, row in self.links.items()]

    def clean_link(self):
        return self.links[self.cleaned_data["link"]]


def _told(row):
    if isinstance(row, Adoption):
        return _("adopts %s") % row
    return _("replaces %s") % row.old_number


class AppliedForm(forms.Form):
    """Which edition applied on a day: asked at the head of the catalogue."""

    number = NumberField(label=pgettext_lazy("of a standard", "Number"), max_length=80)
    on = day(label=gettext_lazy("Day"), initial=timezone.localdate)
