"""What is typed of a workshop, its food and the people in it."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import uscc
from enterprises.models import Enterprise
from qualitysup.casework.forms import CaseForm, RefusableForm
from qualitysup.regions.models import Division
from workshops.cells import products
from workshops.models import FoodCategory, Variety, Worker, Workshop
from workshops.services import reading, register

EDITED = list(register.EDITABLE)


def day(label, **options):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class WorkshopForm(RefusableForm):
    """A workshop that is entered: of an enterprise of the register, or with a new one."""

    # Set by the admin: who types.
    by = None

    enterprise = forms.ModelChoiceField(
        label=_("Enterprise of the register"),
        queryset=Enterprise.objects.none(),
        required=False,
        help_text=_("Or leave it empty and give name and division of a new one."),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=60,
        required=False,
        help_text=_("A workshop may have none."),
    )
    town = forms.ModelChoiceField(
        label=_("Town or village"), queryset=Division.objects.none(), required=False
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    foods = forms.CharField(
        label=_("Varieties of food"),
        required=False,
        widget=forms.TextInput,
        help_text=_("Several separated by commas; a code beside what is not clear: 酥饼(2401)"),
    )
    confirmed = forms.BooleanField(
        label=_("I have compared it with the similar names: it is another enterprise."),
        required=False,
    )

    declared = (
        "enterprise",
        "name",
        "uscc",
        "town",
        "address",
        "phone",
        "foods",
        "confirmed",
    )

    class Meta:
        model = Workshop
        fields = [name for name in EDITED if name != "status"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "enterprise" not in self.fields:
            return
        self._pick("enterprise", Enterprise.objects.current(), Workshop)
        self._pick("town", Division.objects.all(), Enterprise, "division")

    def _pick(self, name, rows, model, like=None):
        field = self.fields[name]
        field.queryset = rows.visible_to(self.by)
        field.widget = AutocompleteSelect(model._meta.get_field(like or name), admin.site)
        field.widget.choices = field.choices

    def clean_uscc(self):
        typed = self.cleaned_data["uscc"]
        return uscc.clean(typed) if typed else None

    def clean_foods(self):
        try:
            found = reading.Larder().sort(products(self.cleaned_data["foods"]), [], None)
        except reading.Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from None
        categories = FoodCategory.objects.in_bulk([code for code, _name in found])
        return [(categories[code], name) for code, name in found]

    def clean(self):
        typed = super().clean()
        if not typed.get("enterprise"):
            for name in ("name", "town"):
                if name in self.fields and not typed.get(name) and name not in self.errors:
                    self.add_error(name, _("A new enterprise needs this."))
        return typed

    def told(self) -> dict:
        """What ``register.register`` is told."""
        typed = dict(self.cleaned_data)
        typed["division"] = typed.pop("town")
        if typed["enterprise"] is not None:
            for name in register.OF_ENTERPRISE:
                typed.pop(name, None)
        return typed


class EditForm(CaseForm):
    class Meta:
        model = Workshop
        fields = EDITED

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Closing it is a page of its own.
        status = self.fields["status"]
        status.choices = [each for each in status.choices if each[0] != Workshop.Status.CLOSED]


class OfWorkshopForm(forms.Form):
    """A small page beside a workshop; its pickers offer what is the workshop's own."""

    def __init__(self, *args, workshop, **kwargs):
        super().__init__(*args, **kwargs)
        self.workshop = workshop


class VarietyForm(OfWorkshopForm):
    category = forms.ModelChoiceField(
        label=_("Food category"), queryset=FoodCategory.objects.for_varieties()
    )
    name = forms.CharField(label=pgettext_lazy("of a food", "Name"), max_length=60)
    since = day(_("Made since"), initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        field.widget = AutocompleteSelect(Variety._meta.get_field("category"), admin.site)
        field.widget.choices = field.choices


class StopForm(OfWorkshopForm):
    variety = forms.ModelChoiceField(
        label=_("Variety of food"), queryset=Variety.objects.none(), empty_label=None
    )
    until = day(_("Last day on which it was made"), initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["variety"].queryset = self.workshop.varieties.open()


class WorkerForm(OfWorkshopForm):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=40)
    job = forms.CharField(label=_("Job"), max_length=40, required=False)
    number = forms.CharField(
        label=_("Number of the health certificate"), max_length=40, required=False
    )
    issued_on = day(pgettext_lazy("of a certificate", "Issued on"), required=False)
    valid_to = day(_("Last day valid"), required=False)

    def clean(self):
        typed = super().clean()
        given = [bool(typed.get(name)) for name in ("number", "issued_on", "valid_to")]
        if any(given) and not all(given):
            self.add_error("number", _("Give number and both days of the certificate, or none."))
        return typed


class OfAWorkerForm(OfWorkshopForm):
    worker = forms.ModelChoiceField(
        label=_("Worker"), queryset=Worker.objects.none(), empty_label=None
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].queryset = self.workshop.workers.current()


class LeftForm(OfAWorkerForm):
    on = day(_("Left on"), initial=timezone.localdate)


class CertificateForm(OfAWorkerForm):
    number = forms.CharField(label=pgettext_lazy("of a certificate", "Number"), max_length=40)
    issued_on = day(pgettext_lazy("of a certificate", "Issued on"))
    valid_to = day(_("Last day valid"))


class CloseForm(OfWorkshopForm):
    on = day(_("Closed on"), initial=timezone.localdate)
    because = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea({"rows": 3}))
