"""What is typed of filings: the standard itself, and what a step asks."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise, Product
from qualitysup.casework.forms import CaseForm, StepForm
from standards.forms.catalogue import day
from standards.models import Filing


class FilingForm(CaseForm):
    """Whoever acts for one enterprise is not asked for which."""

    published_on = day(label=_("Published by the enterprise on"))
    in_force_on = day(label=pgettext_lazy("of a standard", "In force from"))

    class Meta:
        model = Filing
        fields = ["enterprise", "own_number", "name", "published_on", "in_force_on"]

    def offer(self, by):
        if field := self.fields.get("enterprise"):
            field.queryset = Enterprise.objects.visible_to(by).operating().order_by("pk")
            if by.is_party:
                field.widget = forms.Select(choices=field.choices)
                field.initial = field.queryset.values_list("pk", flat=True).first()


class FilingProductsForm(forms.Form):
    products = forms.ModelMultipleChoiceField(
        queryset=Product.objects.none(),
        label=_("Products"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, filing, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["products"]
        field.queryset = Product.objects.filter(enterprise=filing.enterprise_id).order_by("pk")
        field.initial = list(filing.products.values_list("product", flat=True))


class NotedForm(StepForm):
    """A step that is not taken without words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True


class RecordForm(StepForm):
    number = forms.CharField(
        label=_("Filing number"),
        max_length=60,
        required=False,
        help_text=_("As on an old paper: QB/440606 0012S-2016. Empty: the bureau's next number."),
    )
