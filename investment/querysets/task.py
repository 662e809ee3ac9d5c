from django.utils import timezone

from enterprises import search
from qualitysup.regions.querysets import ScopedQuerySet


class ProspectTaskQuerySet(ScopedQuerySet):
    def open(self):
        return self.filter(state="open")

    def late(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def of_person(self, person):
        return self.filter(owner=person)

    def search(self, text):
        found = self
        for term in search.terms(text):
            found = found.filter(prospect__search_text__contains=term)
        return found

    def for_list(self):
        return self.select_related("prospect", "owner", "division", "edition__pack")
