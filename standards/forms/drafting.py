from django.utils.translation import gettext_lazy as _

from qualitysup.casework.forms import RefusableForm
from standards.forms.catalogue import day
from standards.models import Drafting, StatedFigure


class DraftingForm(RefusableForm):
    class Meta:
        model = Drafting
        fields = ["enterprise", "standard", "place", "persons", "source"]


class StatedFigureForm(RefusableForm):
    as_of = day(label=_("As of"))

    class Meta:
        model = StatedFigure
        fields = ["division", "key", "value", "bound", "source"]
