"""What a workshop makes: begun only if no negative list forbids it, and ended when it stops."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.wording import tidy
from workshops.models import Variety, Workshop
from workshops.services import access, allocations, negative_lists


@transaction.atomic
def begin(workshop, *, by, category, name, since=None, in_zone=None) -> Variety:
    """The workshop makes something from a day on; the entry that forbids it is named.

    ``in_zone`` is where it works unless an approval says where it will.
    """
    workshop = access.locked(workshop, by=by, permission="workshops.add_variety")
    return _begin(workshop, category, name, since or timezone.localdate(), in_zone)


def _begin(workshop, category, name, since, in_zone):
    name = tidy(name)
    refuse_if(
        workshop.is_closed, "closed", _("This workshop is closed: nothing is made there any more.")
    )
    refuse_if(category.is_group, "group", _("Name the category of four digits."))
    if in_zone is None:
        in_zone = Workshop.objects.in_zone(since).filter(pk=workshop.pk).exists()
    [verdict] = negative_lists.refuse_forbidden(
        [(category.pk, name)], division_id=workshop.division_id, on=since, in_zone=in_zone
    )
    if unfit := allocations.unfit_for(workshop, category):
        raise TransitionRefused("variety_fits_the_unit", unfit)
    variety = Variety(
        workshop=workshop,
        category=category,
        name=name,
        since=since,
        exception=verdict.exception,
    )
    save(variety)
    return variety


@transaction.atomic
def end(variety, *, by, until=None) -> Variety:
    """The workshop stops making it; ``until`` is the last day."""
    access.locked(variety.workshop, by=by, permission="workshops.change_variety")
    variety = Variety.objects.locked().get(pk=variety.pk)
    refuse_if(variety.until is not None, "ended", _("This is not made any more."))
    return _end(variety, until or timezone.localdate())


def _end(variety, until):
    # What was begun today and stops today was made today.
    variety.until = max(until, variety.since)
    save(variety, update_fields=["until"])
    return variety


@transaction.atomic
def become(workshop, foods, *, on, in_zone=None) -> list[Variety]:
    """From a day on the workshop makes just these ``(category, name)``; what stays is not touched.

    Called with a decision that lists them; who may decide was asked there.
    """
    workshop = Workshop.objects.locked().get(pk=workshop.pk)
    wanted = {(category.pk, tidy(name)): category for category, name in foods}
    open_ones = {
        (variety.category_id, variety.name): variety for variety in workshop.varieties.open()
    }
    for food, variety in open_ones.items():
        if food not in wanted:
            _end(variety, on - timedelta(days=1))
    for (code, name), category in wanted.items():
        if (code, name) not in open_ones:
            _begin(workshop, category, name, on, in_zone)
    return list(workshop.varieties.open().for_list())


@transaction.atomic
def leave_zone(workshop, *, on) -> int:
    """What was allowed only inside the zone ends when the workshop leaves it; how many did."""
    ended = [
        _end(variety, on - timedelta(days=1))
        for variety in workshop.varieties.open().by_exception().locked()
    ]
    return len(ended)
