from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q
from django.utils import timezone

from enterprises import search
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet


class IndustryClassQuerySet(OpenQuerySet):
    def below(self, code):
        """The class and all that is in it; the divisions of a section have no common start."""
        if code.isalpha():
            return self.filter(
                Q(pk=code)
                | Q(parent=code)
                | Q(parent__parent=code)
                | Q(parent__parent__parent=code)
            )
        return self.filter(pk__startswith=code)


class EnterpriseQuerySet(ScopedQuerySet):
    def current(self):
        """Without the tombstones of merged duplicates."""
        return self.filter(merged_into=None)

    def operating(self):
        return self.current().filter(status=self.model.Status.OPERATING)

    def in_industry(self, code):
        classes = self.model._meta.get_field("industry").related_model.objects
        return self.filter(industry__in=classes.below(code))

    def search(self, query):
        """Every piece of the query is in a name, former name, number or the pinyin initials.

        One or two characters are answered by the index on ``grams`` alone; a longer piece is
        compared once more, since its pairs of characters may stand apart.
        """
        found = self.alias(
            grams=Func("search_text", function="grams", output_field=ArrayField(models.TextField()))
        )
        for term in search.terms(query):
            found = found.filter(grams__contains=search.grams(term))
            if len(term) > 2:
                found = found.filter(search_text__contains=term)
        return found

    def for_list(self):
        """All that one row of a list page or API page touches, in one query."""
        return self.current().select_related("division", "industry")

    def for_detail(self):
        return self.select_related("division__parent__parent", "industry", "merged_into")

    def for_api_detail(self):
        parts = ("former_names", "contacts", "products", "figures", "licences")
        return self.select_related("division", "industry").prefetch_related(*parts)


class OfEnterpriseQuerySet(ScopedQuerySet):
    """What hangs on an enterprise is where the enterprise is."""

    division_path = "enterprise__division"


class MergeRecordQuerySet(ScopedQuerySet):
    division_path = "survivor__division"

    def in_force(self):
        return self.filter(undone_at=None)


class ImportJobQuerySet(ScopedQuerySet):
    """A file holds rows of any division, so only who sent it may see it."""

    def visible_to(self, user):
        return self.filter(by=user) if user.is_active and user.pk else self.none()

    def unfinished(self):
        return self.filter(state__in=self.model.UNFINISHED)

    def abandoned(self):
        """Unfinished, and no worker holds it (any more)."""
        return self.unfinished().filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))


class RejectedRowQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(job__by=user) if user.is_active and user.pk else self.none()
