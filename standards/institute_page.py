"""The institute on its page as of a day, and an accreditation with what it owes."""

from functools import cached_property

from django.utils import timezone

from qualitysup.casework.api.parts import deadlines_of
from qualitysup.casework.casepage import dated
from qualitysup.lists import list_url
from standards.models import Accreditation, Qualification

# More of either is a list, and the list is one click away.
SHOWN = 20


class InstitutePage:
    def __init__(self, institute, *, by):
        self.institute, self.by = institute, by

    @cached_property
    def figures(self):
        """Of each figure what was last said."""
        keys = self.institute.figures.model.Key.values
        found = self.institute.figures.as_of(timezone.localdate())
        return sorted(found, key=lambda figure: keys.index(figure.key))

    @cached_property
    def accreditations(self):
        rows = self.institute.accreditations.for_list().order_by("-granted_on", "-pk")
        return list(rows[:SHOWN])

    @cached_property
    def qualifications(self):
        rows = self.institute.qualifications.for_list().order_by("valid_to", "pk")
        return list(rows[:SHOWN])

    @property
    def accreditations_url(self) -> str:
        return list_url(Accreditation)

    @property
    def qualifications_url(self) -> str:
        return list_url(Qualification)


class AccreditationPage:
    def __init__(self, accreditation):
        self.accreditation = accreditation

    @cached_property
    def _deadlines(self):
        return deadlines_of(self.accreditation)

    @cached_property
    def running(self):
        return [dated(deadline) for deadline in self._deadlines if deadline.is_open]

    @cached_property
    def ended(self):
        return [dated(deadline) for deadline in self._deadlines if not deadline.is_open]
