"""Who sees which rows: the only place that turns a person into a filter."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Concat, Left

from qualitysup.regions import codes

# Beyond this a total is said as "1000+": an exact count of a big table costs more than the page.
COUNTED_TO = 1000


def count_up_to(rows, limit: int = COUNTED_TO) -> tuple[int, bool]:
    """How many rows there are, and whether that is exact; stops counting past ``limit``."""
    found = rows.order_by().values("pk")[: limit + 1].count()
    return min(found, limit), found <= limit


def few_by_key(keys, limit: int = COUNTED_TO):
    """These keys for ``…__in``: asked for beforehand and named one by one, if they are few.

    So an index on the column serves them, also beside an index on something else; of a subquery
    PostgreSQL makes a condition that it has to try on every row.
    """
    few = list(keys.order_by().values_list(*keys.query.values_select, flat=True)[: limit + 1])
    return few if len(few) <= limit else keys


def town_of(path: str) -> Concat:
    """To group rows by: the code of the town or street in which a division's code lies."""
    length = codes.LENGTHS["town"]
    return Concat(Left(path, length), Value("0" * (12 - length)))


class ScopedQuerySet(models.QuerySet):
    # From this model to the division's code. A row carries its own division wherever it can, so
    # that "here and below" is one prefix match on the row's own column.
    division_path = "division"

    def visible_to(self, user):
        """Rows in the person's divisions and everything below them.

        Fails closed: an anonymous, inactive or unassigned person sees nothing.
        """
        if not user.is_active:
            return self.none()
        inside = Q()
        for prefix in user.division_prefixes:
            inside |= self.seen_from(prefix)
        return self.filter(inside) if inside else self.none()

    def seen_from(self, prefix):
        """What somebody of the division with this code prefix sees: what lies in it."""
        return self.within(prefix)

    def within(self, prefix):
        """The condition "in the division with this code prefix or below"."""
        return Q(**{f"{self.division_path}__code__startswith": prefix})

    def for_list(self):
        """What one row of a list touches, in as few queries; a model that touches more says so."""
        return self

    def locked(self):
        """Lock these rows, and no joined ones, until the transaction ends."""
        return self.order_by("pk").select_for_update(of=("self",), no_key=True)


class OpenQuerySet(models.QuerySet):
    """Reference data that every signed-in person may see; says so by being this class."""

    def visible_to(self, user):
        return self if user.is_active else self.none()

    def for_list(self):
        """What one row of a list touches, in as few queries; a model that touches more says so."""
        return self


class DivisionQuerySet(ScopedQuerySet):
    def within(self, prefix):
        return Q(code__startswith=prefix)

    def in_force(self, on):
        """Divisions that exist on a day; abolished codes stay in the table."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gt=on)
        )
