from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef, Q, Value
from django.db.models.functions import Cast, JSONObject, StrIndex
from django.db.models.lookups import Exact
from django.utils import timezone

from enterprises import search
from qualitysup.asked_once import answer
from qualitysup.casework.querysets import LeasedQuerySet
from qualitysup.compiled import compiled
from qualitysup.regions.querysets import OpenQuerySet, ScopedQuerySet, few_by_key


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


class PartyQuerySet(ScopedQuerySet):
    """Rows about a party, which whoever acts for it sees as well: its own, and no others."""

    # From this model to the enterprises whose own its rows are.
    party_paths = ("enterprise",)

    def visible_to(self, user):
        if not (user.is_active and user.is_party):
            return super().visible_to(user)
        theirs = self._theirs(user)
        return self.filter(or_all(Q(**{f"{path}__in": theirs}) for path in self.party_paths))

    def _theirs(self, user):
        acting = apps.get_model("enterprises.Representation").objects.in_force(timezone.localdate())
        return acting.filter(user=user).values("enterprise")


def or_all(conditions) -> Q:
    return reduce(or_, conditions)


class RepresentationQuerySet(ScopedQuerySet):
    division_path = "enterprise__division"

    def in_force(self, on):
        begun = self.filter(valid_from__lte=on)
        return begun.filter(Q(valid_to=None) | Q(valid_to__gte=on))

    def in_force_now(self):
        return self.in_force(timezone.localdate())

    def acts_for(self, user, enterprise) -> bool:
        """Whether this account acts for the enterprise today."""
        return self.in_force_now().filter(user=user, enterprise=enterprise).exists()

    def ended(self):
        return self.filter(valid_to__lt=timezone.localdate())

    def search(self, text):
        firms = self.model._meta.get_field("enterprise").related_model.objects.search(text)
        return self.filter(Q(user__full_name__contains=text) | Q(enterprise__in=firms.values("pk")))

    def for_list(self):
        return self.select_related("user", "enterprise", "named_by")


class FoundByText(models.QuerySet):
    """Rows with a ``search_text``, as ``search.text_for`` writes it, and an index of its grams."""

    def search(self, query):
        """Every piece of the query is in a name, former name, number or the pinyin initials.

        A rare piece is found by the index on ``grams``; one that many have is found sooner by
        reading rows until the page is full. ``strpos`` serves the second: a fiftieth of the cost of
        ``grams``, it is asked first. (LIKE would do, but PostgreSQL would take it for a second
        reason to expect few rows, and plan for one.) It also settles pieces of three characters
        and more, whose pairs may stand apart.
        """
        grams = ArrayField(models.TextField())
        found = self.alias(grams=Func("search_text", function="grams", output_field=grams))
        for term in search.terms(query):
            found = found.exclude(Exact(StrIndex("search_text", Value(term)), 0))
            if term not in search.IN_MOST_NAMES:
                found = found.filter(grams__contains=search.grams(term))
        return found


def firms(text: str):
    """The enterprises that a text finds, for ``enterprise__in``; asked once by the search page."""

    def ask():
        found = apps.get_model("enterprises.Enterprise").objects.search(text)
        return few_by_key(found.values("pk"))

    return answer(("firms", text), ask)


class EnterpriseQuerySet(FoundByText, PartyQuerySet):
    party_paths = ("pk",)

    def current(self):
        """Without the tombstones of merged duplicates."""
        return self.filter(merged_into=None)

    def operating(self):
        return self.current().filter(status=self.model.Status.OPERATING)

    def in_industry(self, code):
        classes = self.model._meta.get_field("industry").related_model.objects
        return self.filter(industry__in=classes.below(code))

    def for_list(self):
        """All that one row of a list touches, in three queries.

        Joins would come before the page is cut off, and cost what matches instead of what shows.
        """
        return self.current().prefetch_related("division", "industry")

    def for_detail(self):
        return self.select_related("division__parent__parent", "industry", "merged_into")

    def for_api_detail(self):
        """With all that the register holds of it as plain values, in one query instead of six."""
        return self.select_related("division", "industry").annotate(
            **parts_of_enterprise(self.model)
        )

    def parts(self):
        amount = Cast("value", models.TextField())  # a number of JSON has fewer digits
        return {
            "former_name_rows": self._rows("former_names", "name", "used_from", "used_to"),
            "contact_rows": self._rows("contacts", "name", "duty", "phone", "email"),
            "product_rows": self._rows("products", "name", "category", "standard"),
            "figure_rows": self._rows("figures", "year", "kind", "bound", "source", value=amount),
            "licence_rows": self._rows(
                "licences", "kind", "number", "scope", "issuer", "valid_from", "valid_to"
            ),
        }

    def _rows(self, relation, *columns, **more):
        """The rows in the order of their model."""
        part = self.model._meta.get_field(relation).related_model
        values = {column: column for column in columns} | more
        rows = part.objects.filter(enterprise=OuterRef("pk"))
        return ArraySubquery(rows.values(row=JSONObject(**values)))


@cache
def parts_of_enterprise(model):
    return {name: compiled(model, rows) for name, rows in model.objects.all().parts().items()}


class OfEnterpriseQuerySet(ScopedQuerySet):
    """What hangs on an enterprise is where the enterprise is."""

    division_path = "enterprise__division"


class ProductQuerySet(PartyQuerySet):
    """Seen by whoever sees the enterprise, and by its own accounts."""

    division_path = "enterprise__division"

    def search(self, text):
        """A piece of the product's name, or whatever finds its enterprise."""
        firms = self.model._meta.get_field("enterprise").related_model.objects.search(text)
        return self.filter(Q(name__contains=text.strip()) | Q(enterprise__in=firms))

    def for_list(self):
        return self.select_related("enterprise__division")


class MergeRecordQuerySet(ScopedQuerySet):
    division_path = "survivor__division"

    def in_force(self):
        return self.filter(undone_at=None)


class ImportJobQuerySet(LeasedQuerySet):
    """A file holds rows of any division, so only who sent it may see it."""

    def visible_to(self, user):
        return self.filter(by=user) if user.is_active and user.pk else self.none()


class RejectedRowQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self.filter(job__by=user) if user.is_active and user.pk else self.none()
