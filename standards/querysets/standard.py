"""The vocabulary of the catalogue: what is in force on a day, found by number, name or class."""

import re
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from enterprises.querysets import FoundByText
from qualitysup.regions.querysets import OpenQuerySet
from standards import classes
from standards.numbers import NotANumber, parse

# Between letters and digits a number may be typed with or without anything.
MARKS = ("", "/T", "/Z")
SEAM = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")


class StandardQuerySet(FoundByText, OpenQuerySet):
    def search(self, query):
        """A number in any spelling, or its beginning; or pieces of number, names and initials.

        GB 19001 finds GB/T 19001 as well: nobody remembers which numbers have a mark.
        """
        try:
            asked = parse(query)
        except NotANumber:
            return super().search(SEAM.sub(" ", query))
        marks = [asked.prefix] if "/" in asked.prefix else [asked.prefix + m for m in MARKS]
        begin = reduce(or_, (Q(series__startswith=f"{mark} {asked.number}") for mark in marks))
        found = self.filter(begin)
        return found.filter(number__contains=f"{asked.year}") if asked.is_dated else found

    def on(self, day):
        """Those that were, are or will be in force on a day."""
        return self.filter(Q(abolished_on=None) | Q(abolished_on__gt=day), in_force_on__lte=day)

    def in_force(self):
        return self.on(timezone.localdate())

    def upcoming(self):
        return self.filter(in_force_on__gt=timezone.localdate())

    def abolished(self):
        return self.filter(abolished_on__lte=timezone.localdate())

    def standing(self, key):
        """As lists, the API and every link to them name it; of a word unknown, all."""
        found = {
            "in-force": self.in_force,
            "upcoming": self.upcoming,
            "abolished": self.abolished,
            "being-replaced": self.being_replaced,
        }
        return found[key]() if key in found else self

    def being_replaced(self):
        """In force, and the standard that takes its place is published already."""
        rows = self.model._meta.get_field("replaced_by").related_model.objects
        return self.in_force().filter(Exists(rows.filter(old=OuterRef("pk"))))

    def locked(self):
        """Lock these rows until the transaction ends."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)

    # --- Chains ----------------------------------------------------------------------------------

    def before(self, keys):
        """These standards and what they took the place of, through any number of others."""
        return self._along("new", "old", keys)

    def after(self, keys, *, wholly=False):
        """These standards and what took their place, through any number of others."""
        return self._along("old", "new", keys, **({"extent": "full"} if wholly else {}))

    def _along(self, start, end, keys, **conditions):
        """A query for each link of the chain; the longest in the wild has a handful."""
        links = self.model._meta.get_field("replaces").related_model.objects.settled()
        found, last = set(keys), set(keys)
        while last:
            reached = links.filter(**{f"{start}__in": last}, **conditions)
            last = set(reached.values_list(end, flat=True)) - found
            found |= last
        return self.filter(pk__in=found)

    # --- Found -----------------------------------------------------------------------------------

    def in_class(self, key):
        """In a class of ICS or CCS (``ICS25.120``, ``CCSJ62``) and all that lies in it."""
        return self.filter(classes__overlap=classes.below(key))

    def mandatory(self):
        return self.filter(nature="mandatory")

    def adopting(self):
        """They adopt an international standard; what corresponds only is no adoption."""
        adoptions = self.model._meta.get_field("adoptions").related_model
        counted = adoptions.objects.filter(standard=OuterRef("pk"), degree__in=adoptions.COUNTED)
        return self.filter(Exists(counted))


class ReplacementQuerySet(OpenQuerySet):
    def settled(self):
        """Of standards that are in the catalogue."""
        return self.filter(old__isnull=False)

    def for_list(self):
        return self.select_related("new", "old")

    def locked(self):
        """Lock these rows, and no joined ones, until the transaction ends."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)


class AdoptionQuerySet(OpenQuerySet):
    def counted(self):
        return self.filter(degree__in=self.model.COUNTED)
