"""What a person types about an enterprise."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from enterprises import imports, sheets, uscc
from enterprises.models import Enterprise, MergeRecord, Representation, RiskAssessment
from enterprises.services import importing, register
from qualitysup.casework.forms import RefusableForm


class EnterpriseForm(forms.ModelForm):
    """An enterprise on the screen, with the version that the person was looking at."""

    # Set by the admin: who types, and what the service had against it the first time.
    by = None
    refusal = None

    # Longer than the code: people type it with spaces and dashes.
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=60, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    not_a_duplicate = forms.BooleanField(
        label=_("I have compared it with the similar names: it is another enterprise."),
        required=False,
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Enterprise
        fields = register.EDITABLE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version

    def clean_uscc(self):
        typed = self.cleaned_data["uscc"]
        return uscc.clean(typed) if typed else None

    def _post_clean(self):
        super()._post_clean()
        if self.refusal is not None:
            self.add_error(None, self.refusal)
        if self.errors:
            return
        try:
            register.refuse_duplicates(
                self.instance, by=self.by, confirmed=self.cleaned_data["not_a_duplicate"]
            )
        except register.Duplicate as duplicate:
            self.add_error(
                duplicate.field if duplicate.field in self.fields else None,
                format_html("{} {}", duplicate.words, links_to(duplicate.found)),
            )
            if duplicate.found and duplicate.field not in self.fields:
                self.fields["not_a_duplicate"].widget = forms.CheckboxInput()


def links_to(enterprises):
    return format_html_join(
        " ", '<a href="{}">{}</a>', ((one.get_absolute_url(), one.name) for one in enterprises)
    )


class RiskForm(forms.Form):
    risk_class = forms.ChoiceField(
        label=_("Risk class"), choices=RiskAssessment._meta.get_field("risk_class").choices
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


class DuplicateForm(forms.Form):
    """Which enterprise is the same as the one on the page."""

    duplicate = forms.ModelChoiceField(label=_("Duplicate"), queryset=Enterprise.objects.none())

    def __init__(self, *args, survivor, by, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["duplicate"]
        field.queryset = Enterprise.objects.current().visible_to(by).exclude(pk=survivor.pk)
        field.widget = AutocompleteSelect(MergeRecord._meta.get_field("duplicate"), admin.site)
        field.widget.choices = field.choices


class RepresentationForm(RefusableForm):
    """Which account acts for which enterprise; the admin offers accounts of parties alone."""

    class Meta:
        model = Representation
        fields = ["user", "enterprise", "valid_from"]


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Last day"),
        initial=timezone.localdate,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class UploadForm(forms.Form):
    """A table, and what its rows are: asked only of whoever may import several kinds."""

    kind = forms.ChoiceField(label=_("What it lists"), required=False)
    file = forms.FileField(
        label=_("Table"),
        help_text=_(
            ".xlsx or .csv, at most 20 MB. The columns are recognised by their usual names."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(each.kind, each.name) for each in imports.for_person(by)]
        self.kinds = [kind for kind, _name in kinds]
        self.fields["kind"].choices = kinds
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()

    def clean_kind(self):
        """The first that there is, where nobody asked."""
        return self.cleaned_data["kind"] or self.kinds[0]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise ValidationError(importing.REFUSALS["too_big"])
        return file
