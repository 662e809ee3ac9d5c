"""What the steps of a relocation ask."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Visit
from qualitysup.casework.forms import CaseForm, StepForm
from qualitysup.regions.models import Division
from workshops.forms.zone import NotedForm
from workshops.models import Unit
from workshops.services import allocations
from workshops.workflow.relocation import closing_visits


class RelocationForm(CaseForm):
    class Meta:
        fields = ["zone", "workshop"]


class UnitSelect(forms.Select):
    """Units by area; one that does not fit is there, cannot be chosen, and says why not."""

    unfit = frozenset()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.unfit:
            option["attrs"]["disabled"] = True
        return option


class AllocateForm(StepForm):
    """The board without a board: every unit with from when it is free, or why it does not fit."""

    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=gettext_lazy("Unit"), widget=UnitSelect
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"))
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: without a last day."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = self.case.zone.units.all()
        groups, unfit = {}, set()
        for chance in allocations.chances(self.case, on=timezone.localdate()):
            area = groups.setdefault(str(chance.unit.area), [])
            area.append((chance.unit.pk, f"{chance.unit} · {in_words(chance)}"))
            if chance.reason:
                unfit.add(str(chance.unit.pk))
        self.fields["unit"].choices = [("", "---------"), *groups.items()]
        self.fields["unit"].widget.unfit = unfit
        self.fields["starts_on"].initial = timezone.localdate


class ReallocateForm(AllocateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        if held := self.case.allocation:
            self.initial |= {
                "unit": held.unit_id,
                "starts_on": held.starts_on,
                "ends_on": held.ends_on,
            }


class TransferForm(ReallocateForm):
    """Inside, the day of the step is the first day in another unit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["starts_on"]


class MoveInForm(StepForm):
    visit = forms.ModelChoiceField(
        queryset=Visit.objects.none(),
        label=gettext_lazy("Closing visit"),
        required=False,
        help_text=gettext_lazy("The visit that saw the old site closed; empty: the latest."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visit"].queryset = closing_visits(self.case)


class MoveOutForm(NotedForm):
    address = forms.CharField(
        label=gettext_lazy("New address"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Where it works from now on; empty: not known."),
    )
    division = forms.ModelChoiceField(
        queryset=Division.objects.none(),
        label=gettext_lazy("New town"),
        required=False,
        help_text=gettext_lazy("Empty: the town of the zone."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        towns = Division.objects.visible_to(self.by).in_force(timezone.localdate())
        self.fields["division"].queryset = towns.filter(level=Division.Level.TOWN)


def in_words(chance) -> str:
    """From when a unit is free, or why it does not fit."""
    if chance.reason:
        return chance.reason
    words = {"since": chance.vacancy.since.isoformat()}
    if chance.vacancy.until is not None:
        words["until"] = chance.vacancy.until.isoformat()
        return _("free from %(since)s to %(until)s") % words
    return _("free from %(since)s") % words
