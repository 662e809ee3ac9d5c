"""What is typed into catalogues of cultivation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from brands.forms.cultivation import OWNERS
from brands.forms.sweep import NothingForm, picked
from brands.models import Catalogue, Cultivation
from qualitysup.accounts.models import User
from qualitysup.casework.forms import CaseForm
from qualitysup.regions.models import Division

__all__ = ["CatalogueForm", "EnterForm", "NothingForm"]


class CatalogueForm(CaseForm):
    class Meta:
        model = Catalogue
        fields = ["year", "officer"]

    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("Place"),
        help_text=gettext_lazy("Whoever was selected there for that year is entered at once."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "division" in self.fields:
            del self.fields["division"]
        if "year" in self.fields:
            self.fields["year"].initial = timezone.localdate().year

    def offer(self, by):
        if "division" in self.fields:
            places = Division.objects.visible_to(by).in_force(timezone.localdate())
            self.fields["division"].queryset = places
            self.fields["division"].initial = by.home_id
            picked(Catalogue, "division", self.fields["division"])
        if "officer" in self.fields:
            staff = User.objects.beside(by).holding(*OWNERS)
            self.fields["officer"].queryset = staff.order_by("full_name", "pk")


class EnterForm(forms.Form):
    cultivation = forms.ModelChoiceField(
        queryset=Cultivation.objects.none(),
        label=gettext_lazy("Firm selected in the screening"),
    )

    def __init__(self, *args, cultivations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cultivation"].queryset = cultivations.for_list().order_by("-score", "pk")
