"""Why enterprises are in a patrol plan: the kinds of reasons, to which subjects above add theirs.

A subject registers its own from its ``apps.ready``: ``register(Selection("honour", …))``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from qualitysup.regions import codes


@dataclass(frozen=True)
class Selection:
    """One kind of reason: whom it finds for a plan, and what there is to choose among."""

    key: str
    label: str
    # From the reason (its plan, its target) to enterprises of the register; the plan narrows them
    # to its division and to those that are in business.
    find: Callable[[object], QuerySet]
    # The things that a reason of this kind may be about, for one plan: ``(key, words)``.
    targets: Callable[[object], Iterable[tuple[str, str]]] | None = None
    # Whoever is found is patrolled in this plan at least once, however rarely the rule asks.
    at_least_once: bool = False


SELECTIONS: dict[str, Selection] = {}
CHOSEN = "chosen"


def register(selection: Selection) -> None:
    SELECTIONS[selection.key] = selection


def label_of(kind: str) -> str:
    """The kind in words; one whose subject is not installed any more is called by its key."""
    return str(SELECTIONS[kind].label) if kind in SELECTIONS else kind


def target_of(reason) -> str:
    """What a reason is about, in words; "" where its kind has nothing to choose among."""
    selection = SELECTIONS.get(reason.kind)
    if not reason.target or selection is None or selection.targets is None:
        return reason.target
    return dict(selection.targets(reason.plan)).get(reason.target, reason.target)


def _enterprises():
    return apps.get_model("enterprises.Enterprise").objects.all()


def _of_a_class(reason):
    return _enterprises().exclude(risk_class="")


def _of_a_town(reason):
    return _enterprises().filter(division__code__startswith=codes.prefix(reason.target))


def _of_a_campaign(reason):
    rows = apps.get_model("inspections.Participation").objects
    rows = rows.filter(campaign=reason.target, enterprise=OuterRef("pk"))
    return _enterprises().filter(Exists(rows))


def _chosen(reason):
    return _enterprises().filter(Exists(reason.choices.filter(enterprise=OuterRef("pk"))))


def _not_checked_for_two_years(reason):
    """食品生产经营监督检查管理办法 22: who would otherwise pass two years without a full check."""
    since = reason.plan.ends_on - timedelta(days=730)
    visits = apps.get_model("inspections.Visit").objects.full_checks()
    seen = visits.filter(enterprise=OuterRef("pk"), started_at__date__gte=since)
    return _enterprises().exclude(Exists(seen))


def _towns(plan):
    towns = apps.get_model("regions.Division").objects.filter(level="town", valid_to=None)
    towns = towns.filter(code__startswith=codes.prefix(plan.division_id))
    return towns.values_list("code", "name")


def _campaigns(plan):
    rows = apps.get_model("inspections.Campaign").objects.under_way()
    rows = rows.filter(rows.within(codes.prefix(plan.division_id)))
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


for selection in (
    Selection("risk", _("by risk class"), _of_a_class),
    Selection("town", _("everybody in a town"), _of_a_town, _towns),
    Selection("campaign", _("by campaign"), _of_a_campaign, _campaigns, at_least_once=True),
    Selection(CHOSEN, _("chosen by hand"), _chosen, at_least_once=True),
    Selection(
        "floor",
        _("not checked in full for two years"),
        _not_checked_for_two_years,
        at_least_once=True,
    ),
):
    register(selection)
