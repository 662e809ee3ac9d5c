"""What is typed into patrols, and what their steps ask."""

from django import forms
from django.utils.translation import gettext_lazy

from inspections.forms.order import NotedForm
from inspections.models import Patrol
from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import Role
from qualitysup.casework.forms import CaseForm, StepForm

GOES_OUT = (Role.INSPECTOR, Role.CASE_OFFICER, Role.SECTION_HEAD)


def goes_out(user):
    """Whom this person may send on a patrol; the service looks at their badges."""
    return User.objects.beside(user).holding(*GOES_OUT).order_by("full_name", "pk")


class PatrolForm(CaseForm):
    class Meta:
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("window_from", "due_on")
        }


class AssignForm(StepForm):
    inspector = forms.ModelChoiceField(
        queryset=User.objects.none(), label=gettext_lazy("Inspector")
    )
    partner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Second inspector"),
        help_text=gettext_lazy("Both need a badge that is valid on the day."),
    )
    station = forms.ModelChoiceField(
        queryset=Station.objects.none(),
        label=gettext_lazy("Station"),
        required=False,
        help_text=gettext_lazy("Empty: as it is, or the inspector's."),
    )
    planned_on = forms.DateField(label=gettext_lazy("Planned for"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = goes_out(self.by)
        self.fields["inspector"].queryset = self.fields["partner"].queryset = people
        self.fields["station"].queryset = Station.objects.visible_to(self.by)
        if isinstance(self.case, Patrol):
            self.initial |= {
                "inspector": self.case.inspector_id,
                "partner": self.case.partner_id,
                "station": self.case.station_id,
                "planned_on": self.case.planned_on,
            }


class PostponeForm(NotedForm):
    due_on = forms.DateField(label=gettext_lazy("New day"))


class FulfilForm(StepForm):
    """For a visit that is on paper; one in the system records the patrol by itself."""

    done_on = forms.DateField(label=gettext_lazy("Made on"))


class CancelForm(NotedForm):
    pass
