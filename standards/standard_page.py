"""A standard on its page: its place in the chain, its classes, what is made to it."""

from functools import cached_property

from django.urls import reverse
from django.utils import timezone

from qualitysup.evidence.models import Attachment
from qualitysup.lists import list_url
from standards.models import Classification, Execution, Standard


class StandardPage:
    def __init__(self, standard, *, by):
        self.standard, self.by = standard, by

    @cached_property
    def chain(self) -> list[Standard]:
        """All that it took the place of and that took its place, the latest first."""
        before = Standard.objects.before([self.standard.pk])
        after = Standard.objects.after([self.standard.pk])
        rows = (before | after).prefetch_related("replaces")
        return list(rows.order_by("-in_force_on", "-sort_key"))

    @cached_property
    def later(self) -> list:
        """What takes its place, wholly or in part."""
        return list(self.standard.replaced_by.select_related("new").order_by("new__in_force_on"))

    @cached_property
    def unknown(self) -> list[str]:
        """What it is said to replace and what is not in the catalogue."""
        rows = self.standard.replaces.filter(old=None).order_by("old_number")
        return list(rows.values_list("old_number", flat=True))

    @cached_property
    def adoptions(self):
        return list(self.standard.adoptions.all())

    @cached_property
    def classes(self) -> list:
        """Its own classes with their names, as far as the table has them."""
        keys = [f"ICS{code}" for code in self.standard.ics]
        keys += [f"CCS{code}" for code in self.standard.ccs]
        known = Classification.objects.in_bulk(keys)
        return [
            (key[:3], key[3:], known[key].name if key in known else "", self._class_url(key))
            for key in keys
        ]

    def _class_url(self, key):
        return list_url(Standard, **{"class": key})

    @cached_property
    def executions(self):
        return Execution.objects.visible_to(self.by).filter(standard=self.standard).open()

    @cached_property
    def products(self) -> int:
        return self.executions.count()

    @cached_property
    def products_url(self) -> str:
        return list_url(Execution, standing="open", standard__id__exact=self.standard.pk)

    @cached_property
    def texts(self):
        """The copies that this person's bureaus keep, if they may look at files at all."""
        if not self.by.has_perm("evidence.view_attachment"):
            return []
        rows = Attachment.objects.of(self.standard).visible_to(self.by).standing()
        return [(reverse("evidence:original", args=[row.pk]), row) for row in rows.for_list()]

    @property
    def today(self):
        return timezone.localdate()
