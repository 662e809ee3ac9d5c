"""The vocabulary of counterfeit clues: what is open, late, with the inspectors."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from enterprises.querysets import firms as found_firms
from qualitysup.casework.querysets import CaseQuerySet
from qualitysup.clock.models import Deadline


class CounterfeitClueQuerySet(CaseQuerySet):
    touched = (
        "division",
        "honour__enterprise__division",
        "honour__kind",
        "enterprise",
        "officer",
        "complaint",
    )

    def for_list(self):
        return self.select_related(*self.touched)

    def open(self):
        return self.filter(state__in=self.model.OPEN_STATES)

    def to_check(self):
        """What the bureau has to find out or to pass on itself."""
        return self.filter(state__in=["registered", "verified"])

    def with_inspectors(self):
        return self.filter(state="transferred")

    def of_person(self, user):
        return self.to_check().filter(Q(officer=user) | Q(officer=None))

    def overdue(self, on=None):
        case_type = ContentType.objects.get_for_model(self.model)
        late = Deadline.objects.filter(case_type=case_type).overdue(on)
        return self.filter(pk__in=late.values("case_id"))

    def waiting_for(self, complaint):
        """With the inspectors as this complaint, or as one that was joined to it."""
        same = Q(complaint=complaint) | Q(complaint__duplicate_of=complaint)
        return self.with_inspectors().filter(same)

    def search(self, text):
        """By the honour and its holder, or by whom it is about."""
        honours = apps.get_model("brands.Honour").objects.search(text)
        firms = found_firms(text)
        return self.filter(
            Q(honour__in=honours)
            | Q(enterprise__in=firms)
            | Q(enterprise_name__contains=text)
            | Q(place__contains=text)
        )
