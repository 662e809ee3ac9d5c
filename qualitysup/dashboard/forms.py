"""What a manager asks of a page: which days, and which place."""

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qualitysup.dashboard.lens import Lens
from qualitysup.dashboard.periods import Period
from qualitysup.regions.models import Division

# Deadlines and honours reach into the future; nobody asks further back than the bureau is old.
EARLIEST = dt.date(1980, 1, 1)
AHEAD_YEARS = 10


class DivisionField(forms.ModelChoiceField):
    """Divisions by their code; each is called as it is, and abolished ones say since when."""

    def label_from_instance(self, division):
        if division.valid_to is None:
            return division.name
        return _("%(name)s (until %(day)s)") % {"name": division.name, "day": division.valid_to}


class LensForm(forms.Form):
    """A period and a place; what is not asked for is this year so far, and all that one sees."""

    since = forms.DateField(label=_("from"), widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("as of"), widget=forms.DateInput({"type": "date"}))
    place = DivisionField(
        Division.objects.none(),
        label=pgettext_lazy("of a table", "place"),
        required=False,
        empty_label=_("all that you see"),
    )

    def __init__(self, data, user):
        usual = Lens.of_today(user).period
        # The database refuses to look for this sign, and no value has it.
        given = {name: data.get(name, "").replace("\0", "") for name in self.base_fields}
        given = {name: value for name, value in given.items() if value}
        super().__init__({"since": usual.since, "until": usual.until} | given, label_suffix="")
        self.user, self.usual = user, usual
        self.fields["place"].queryset = Division.objects.visible_to(user)

    def clean(self):
        since, until = (self.cleaned_data.get(name) for name in ("since", "until"))
        if since is None or until is None:
            return
        latest = timezone.localdate().replace(month=12, day=31)
        latest = latest.replace(year=latest.year + AHEAD_YEARS)
        if until < since:
            self.add_error("until", _("The period ends before it begins."))
        if since < EARLIEST:
            self.add_error("since", _("Choose a day after %s.") % EARLIEST)
        if until > latest:
            self.add_error("until", _("Choose a day up to %s.") % latest)

    @property
    def lens(self) -> Lens:
        """What was asked for; of what could not be read, what is usual."""
        if not self.is_valid():
            return Lens(self.user, self.usual, self.cleaned_data.get("place"))
        found = self.cleaned_data
        return Lens(self.user, Period(found["since"], found["until"]), found["place"])

    def offer(self, lens: Lens) -> None:
        """What lies around the place: a city has thousands of villages, nobody scrolls them."""
        seen = self.fields["place"].queryset
        around = lens.above
        nearby = seen.filter(pk__in=around or lens.places)
        nearby |= seen.filter(parent__in=around or lens.places)
        self.fields["place"].queryset = nearby.order_by("pk")
