"""What is typed of trips and visits."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from investment.forms.fields import day, looked_up, officers, several_lines
from investment.models import Prospect, ProspectVisit, Trip
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import BUREAU_STAFF
from qualitysup.casework.forms import CaseForm


class TripForm(CaseForm):
    from_on = day(label=pgettext_lazy("of a trip", "First day"))
    to_on = day(label=pgettext_lazy("of a trip", "Last day"))

    class Meta:
        model = Trip
        fields = [
            "name",
            "destination",
            "purpose",
            "host",
            "leads",
            "from_on",
            "to_on",
            "budget",
            "spent",
            "opening",
            "closing",
        ]
        widgets = {"opening": several_lines(5), "closing": several_lines(5)}

    def offer(self, by):
        if "leads" in self.fields:
            staff = User.objects.beside(by).holding(*BUREAU_STAFF)
            self.fields["leads"].queryset = staff.order_by("full_name", "pk")
            self.fields["leads"].initial = by.pk


class BookForm(forms.ModelForm):
    """On the page of a trip it asks for the firm, on that of a firm for the trip."""

    planned_on = day(label=_("Booked for"))

    class Meta:
        model = ProspectVisit
        fields = ["prospect", "trip", "officer"]

    field_order = ["prospect", "trip", "planned_on", "officer"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers(by)
        self.initial["officer"] = by.pk
        if self.instance.trip_id:
            del self.fields["trip"]
            self.fields["planned_on"].initial = self.instance.trip.from_on
            firms = Prospect.objects.visible_to(by).under_way().exclude(visits__state="booked")
            self.fields["prospect"].queryset = firms.order_by("name", "pk")
            looked_up(ProspectVisit, "prospect", self.fields["prospect"])
        else:
            del self.fields["prospect"]
            self.fields["planned_on"].initial = timezone.localdate()
            self.fields["trip"].queryset = Trip.objects.visible_to(by).under_way().order_by("-pk")

    def clean(self):
        typed = super().clean()
        if typed.get("planned_on"):
            self.instance.planned_on = typed["planned_on"]
        return typed


class RecordForm(forms.ModelForm):
    """The protocol of a visit in its order, and what the firm said."""

    on = day(label=_("Visited on"))

    class Meta:
        model = ProspectVisit
        fields = [*ProspectVisit.PROTOCOL, "met", "said"]
        widgets = {"said": several_lines(7)}

    field_order = ["on", *ProspectVisit.PROTOCOL, "met", "said"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = min(self.instance.planned_on, timezone.localdate())
        self.fields["said"].required = True


class CallOffForm(forms.Form):
    because = forms.CharField(label=_("Why nobody comes"), max_length=200)
