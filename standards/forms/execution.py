"""What is typed of executions: a product and its standard, the switch to another one, the end."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.casework.forms import RefusableForm
from standards.forms.catalogue import day
from standards.models import Execution, Standard, TradeStandard
from standards.numbers import NotANumber, parse


class ExecutionForm(RefusableForm):
    since = day(label=gettext_lazy("Since"), initial=timezone.localdate)

    class Meta:
        model = Execution
        fields = ["product", "standard"]


class SwitchForm(forms.Form):
    """To which standard; at first what takes the place of the old one."""

    to = forms.ModelChoiceField(label=gettext_lazy("To"), queryset=Standard.objects.all())
    on = day(label=gettext_lazy("From"), initial=timezone.localdate)

    def __init__(self, *args, execution, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.widget = AutocompleteSelect(Execution._meta.get_field("standard"), admin.site)
        field.widget.choices = field.choices
        later = execution.standard.replaced_by.select_related("new").order_by("extent").first()
        if later:
            field.initial = later.new_id


class EndForm(forms.Form):
    on = day(
        label=gettext_lazy("Day"),
        initial=timezone.localdate,
        help_text=gettext_lazy("The first day on which it is no longer made to it."),
    )


class TradeStandardForm(RefusableForm):
    class Meta:
        model = TradeStandard
        fields = ["industry", "series", "note"]

    def clean_series(self):
        """The number without its year: whichever edition is in force is the one that is owed."""
        try:
            return parse(self.cleaned_data["series"]).series
        except NotANumber as refusal:
            raise ValidationError(refusal.reason, code=refusal.code) from None

    def clean_industry(self):
        industry = self.cleaned_data["industry"]
        if industry.code.isalpha():
            raise ValidationError(_("Name a division, group or class: a section is too wide."))
        return industry
