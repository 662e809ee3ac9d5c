from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, UserCreationForm
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _(
            "Account and password do not match. Check both: repeated failures lock the account."
        ),
        "inactive": _("This account is closed. Ask the security administrator."),
    }


class RolesField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(label=capfirst(_("roles")), choices=Role.choices, required=False, **kwargs)


class PersonForm(forms.ModelForm):
    """What the security administrator keeps of a person; the password is set on its own page."""

    roles = RolesField()

    class Meta:
        model = User
        fields = (
            "username",
            "full_name",
            "is_active",
            "roles",
            "home",
            "divisions",
            "station",
            "badge_number",
            "badge_valid_to",
            "email",
            "language",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Somebody who may only look gets a form without fields.
        if "home" in self.fields:
            self.fields["home"].required = True
            choices = [("", _("as the browser asks")), *settings.LANGUAGES]
            self.fields["language"].widget = forms.Select(choices=choices)

    def clean_divisions(self):
        """Divisions beyond the reach of whoever edits stay as they are."""
        within_reach = self.fields["divisions"].queryset
        beyond = self.instance.divisions.exclude(pk__in=within_reach)
        return [*self.cleaned_data["divisions"], *beyond]


class NewPersonForm(UserCreationForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ("username", "full_name", "roles", "home", "divisions")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].required = True


class CloseDeviceForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=200)
    wipe = forms.BooleanField(
        label=_("Delete what the phone keeps of this person"),
        required=False,
        help_text=_(
            "Records that it has not sent are lost with it. Without this it only locks itself, "
            "and opens again when the person signs in."
        ),
    )
