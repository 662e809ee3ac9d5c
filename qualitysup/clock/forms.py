from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User


class HandOverForm(forms.Form):
    """To whom the chosen deadlines go; only people whom the person who asks may see."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("New person responsible"))

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues(by)


def colleagues(user):
    return User.objects.visible_to(user).filter(is_active=True).order_by("full_name", "pk")


class ChangeFormSet(forms.BaseInlineFormSet):
    """Carries the refusal of the service back to the form, which keeps what was typed."""

    refusal = None

    def clean(self):
        super().clean()
        if self.refusal:
            raise forms.ValidationError(self.refusal.reason, code=self.refusal.code)


class OwnNameForm(forms.ModelForm):
    """A name that came with the program is shown in the reader's language.

    It stays as it is stored, for readers of the other, unless somebody types another.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.name:
            self.initial["name"] = gettext(self.instance.name)

    def clean_name(self):
        stored, typed = self.instance.name, self.cleaned_data["name"]
        return stored if stored and typed == gettext(stored) else typed
