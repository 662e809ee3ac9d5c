"""The vocabulary of complaints and clues."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline
from qualitysup.regions.querysets import ScopedQuerySet


class ComplaintQuerySet(CaseQuerySet):
    touched = ("division", "enterprise", "holder", "created_by")

    def for_list(self):
        return self.select_related("enterprise", "division", "holder")

    def open(self):
        return self.filter(state__in=self.model.OPEN_STATES)

    def held_by(self, user):
        """Theirs to work on; what is answered only waits to be closed."""
        return self.filter(holder=user, state__in=["assigned", "checked"])

    def overdue(self, on=None):
        case_type = ContentType.objects.get_for_model(self.model)
        late = Deadline.objects.filter(case_type=case_type).overdue(on)
        return self.filter(pk__in=late.values("case_id"))

    def unmatched(self):
        """About an enterprise that nobody found in the register yet."""
        return self.open().filter(enterprise=None)

    def search(self, text):
        """By the number at the source, the name as told, or what finds the enterprise."""
        enterprises = found_firms(text)
        return self.filter(
            Q(source_number__startswith=text.strip())
            | Q(enterprise_name__contains=text)
            | Q(enterprise__in=enterprises)
        )

    def alike(self, complaint):
        """Open ones about the same enterprise or name, which may tell of the same thing."""
        same = Q()
        if complaint.enterprise_id:
            same |= Q(enterprise=complaint.enterprise_id)
        if complaint.enterprise_name:
            same |= Q(enterprise_name=complaint.enterprise_name)
        return self.open().filter(same).exclude(pk=complaint.pk)


class ComplaintPartQuerySet(ScopedQuerySet):
    """Rows that belong to a complaint and are seen by whoever sees it."""

    division_path = "complaint__division"
