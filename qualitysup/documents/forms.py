from django import forms
from django.utils.translation import gettext_lazy as _

from qualitysup.documents import kinds
from qualitysup.documents.models import ProofOfService, Template
from qualitysup.documents.services import templates


class TemplateForm(forms.ModelForm):
    """A new version of a form: a Word file that is tried before it is kept."""

    kind = forms.ChoiceField(label=_("kind"), choices=kinds.choices)
    file = forms.FileField(label=_("Word file (.docx)"), allow_empty_file=True)

    class Meta:
        model = Template
        fields = ["kind", "file", "valid_from", "title", "word", "note"]
        help_texts = {
            "valid_from": _("The version with the highest number among those in force is used."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"title", "word"} & set(self.fields):
            self.fields[name].required = False
            self.fields[name].help_text = _("Left empty: as it was.")

    def clean(self):
        cleaned = super().clean()
        if "kind" in cleaned and "file" in cleaned:
            # The size is known before the file is read into memory.
            cleaned["data"] = cleaned["file"].read(templates.screening.MAX_BYTES + 1)
            try:
                templates.check(cleaned["kind"], cleaned["data"])
            except forms.ValidationError as refusal:
                self.add_error("file", refusal)
        return cleaned


class ProofOfServiceForm(forms.ModelForm):
    class Meta:
        model = ProofOfService
        fields = [
            "document",
            "manner",
            "place",
            "served_at",
            "receiver",
            "relation",
            "refusal",
            "witness",
            "on_camera",
            "server",
            "second_server",
            "reference",
            "note",
            "corrects",
        ]


class VoidForm(forms.Form):
    reason = forms.CharField(label=_("reason for voiding"), widget=forms.Textarea)
