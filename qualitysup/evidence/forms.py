from django import forms
from django.utils.translation import gettext_lazy as _

from qualitysup.evidence import content
from qualitysup.evidence.models import Attachment


class AttachForm(forms.Form):
    """The upload under a case's thumbnails."""

    file = forms.FileField(
        label=_("file"),
        help_text=_("Photo, PDF, .docx, .xlsx, MP4 or text, at most 20 MB."),
        widget=forms.FileInput(
            {"accept": ",".join(end for kind in content.KINDS.values() for end in kind.endings)}
        ),
    )
    kind = forms.ChoiceField(
        label=_("shows"), choices=Attachment.Kind, initial=Attachment.Kind.OTHER
    )
    caption = forms.CharField(label=_("caption"), max_length=200, required=False)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("reason for withdrawal"), max_length=200)
