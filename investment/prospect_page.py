"""A prospect on one page: how it stands, what was said, what it asks, who owes what."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from investment.models import Contact, PolicyGiven, Prospect
from investment.services import followup

# More would push what matters off the page.
SHOWN = 30


class ProspectPage:
    def __init__(self, prospect, *, by):
        self.prospect, self.by = prospect, by

    @cached_property
    def _keys(self):
        """What was joined to it tells of it as well."""
        return [self.prospect.pk, *self.prospect.doubles.values_list("pk", flat=True)]

    # --- What was said ---------------------------------------------------------------------------

    @cached_property
    def names(self):
        return [each.name for each in self.prospect.names.all() if each.name != self.prospect.name]

    @cached_property
    def figures(self):
        return list(self.prospect.figures.order_by("-year", "kind"))

    @cached_property
    def sites(self):
        return list(self.prospect.sites.order_by("kind", "pk"))

    @cached_property
    def requirements(self):
        return list(self.prospect.requirements.select_related("task").order_by("pk"))

    # --- What was done ---------------------------------------------------------------------------

    @cached_property
    def tasks(self):
        rows = self.prospect.tasks.select_related("owner", "edition__pack")
        return sorted(rows, key=lambda task: (not task.is_open, task.due_on, task.pk))

    @cached_property
    def visits(self):
        return list(self.prospect.visits.select_related("officer", "trip"))

    @cached_property
    def contacts(self):
        rows = Contact.objects.filter(prospect__in=self._keys).select_related("by")
        return list(rows.order_by("-on", "-pk")[:SHOWN])

    @cached_property
    def receptions(self):
        return list(self.prospect.receptions.all())

    @cached_property
    def policies(self):
        rows = PolicyGiven.objects.filter(prospect__in=self._keys)
        return list(rows.select_related("edition__pack", "by").order_by("-on", "-pk"))

    @cached_property
    def people(self):
        return list(self.prospect.people.order_by("pk"))

    @cached_property
    def team(self):
        return list(self.prospect.team.select_related("person"))

    # --- What can be done ------------------------------------------------------------------------

    @cached_property
    def may_work(self) -> bool:
        return not self._is_closed and self.by.has_perm(followup.CONTACT)

    @cached_property
    def may_change(self) -> bool:
        return not self._is_closed and self.by.has_perm(followup.CHANGE)

    @cached_property
    def may_unmask(self) -> bool:
        return self.by.has_perm(followup.UNMASK)

    @property
    def _is_closed(self):
        return self.prospect.state == Prospect.State.CLOSED

    @cached_property
    def beside(self):
        """Pages beside it: ``(address, words)``."""
        may = self.by.has_perm
        is_double = self.prospect.joined_to_id is not None
        offered = [
            ("contact", _("Record a contact"), self.may_work),
            ("book", _("Book a visit"), self.may_work and not self._is_booked),
            ("require", _("Enter a condition"), self.may_change),
            ("match", _("Match with parks"), bool(self.requirements)),
            ("owe", _("Enter a task"), self.may_work),
            ("give", _("Hand out policies"), self.may_work),
            ("receive", _("Invite it"), self.may_work),
            ("person", _("Enter a contact person"), self.may_work),
            ("name", _("Enter another name"), self.may_change),
            (
                "join",
                _("Join it to another one"),
                may("investment.join_prospect") and not is_double,
            ),
            ("link", _("It is registered at home"), self.may_change),
        ]
        return [
            (reverse(f"admin:investment_prospect_{page}", args=[self.prospect.pk]), words)
            for page, words, fits in offered
            if fits
        ]

    @property
    def _is_booked(self):
        return any(visit.is_booked for visit in self.visits)
