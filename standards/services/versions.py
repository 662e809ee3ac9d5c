"""Which edition of a standard applied on a day: the one call for checklists, orders and labels."""

from datetime import date

from standards.models import Standard
from standards.numbers import StandardNumber, parse


def version_on(number: StandardNumber | str, day: date) -> Standard | None:
    """The edition of a standard that applied on a day; ``None`` where none did, or one of several.

    A number with a year means that edition as long as it stands, and afterwards what took its
    place; one without means whatever is in force under it. Where two editions stand side by side
    the later one applies.
    """
    asked = parse(number) if isinstance(number, str) else number
    editions = list(Standard.objects.filter(series=asked.series).order_by("in_force_on", "pk"))
    standing = [each for each in editions if each.is_in_force(day)]
    if asked.is_dated:
        for each in standing:
            if each.number == str(asked):
                return each
    if standing:
        return standing[-1]
    return _through_others(editions, day)


def _through_others(editions, day):
    """Under another number: what took their place, or what they took the place of."""
    keys = [each.pk for each in editions]
    if not keys:
        return None
    for found in (
        Standard.objects.after(keys, wholly=True).on(day),
        Standard.objects.before(keys).on(day),
    ):
        others = list(found.order_by("pk")[:2])
        if others:
            return others[0] if len(others) == 1 else None
    return None
