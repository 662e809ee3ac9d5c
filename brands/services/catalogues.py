"""The yearly catalogue of firms in cultivation: prepared, issued, replaced by the next version."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from brands.models import Catalogue, CatalogueEntry, Cultivation
from brands.services import cultivations
from brands.workflow.catalogue import CATALOGUE
from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if

State = Catalogue.State


@transaction.atomic
def draft(*, by, division, year, **facts) -> Catalogue:
    """Prepare the catalogue of a year: its first version, or the one that follows the last.

    It begins with everybody who was screened for that year and is not in it, and with those of
    the version before who are still on the way.
    """
    refuse_if(
        not by.has_perm("brands.add_catalogue"), "forbidden", _("You may not prepare catalogues.")
    )
    register.refuse_out_of_reach(division.pk, by=by)
    last = Catalogue.objects.filter(division=division, year=year).order_by("-edition").first()
    refuse_if(
        last is not None and last.state == State.DRAFT,
        "in_preparation",
        _("A version of this year is in preparation already."),
    )
    catalogue = Catalogue(
        division=division,
        year=year,
        edition=last.edition + 1 if last else 1,
        replaces=last,
        created_by=by,
        **{"officer": by} | facts,
    )
    save(catalogue)
    for cultivation in _candidates(catalogue, last):
        save(CatalogueEntry(catalogue=catalogue, cultivation=cultivation))
    return catalogue


def _candidates(catalogue, last):
    here = Cultivation.objects.filter(division__code__startswith=catalogue.division.prefix)
    chosen = here.filter(state=Cultivation.State.SCREENED, year=catalogue.year)
    if last is not None:
        kept = last.entries.order_by().values("cultivation")
        chosen |= here.under_way().filter(pk__in=kept)
    return chosen.order_by("kind", "-score", "pk")


@transaction.atomic
def add(catalogue, cultivation, *, by) -> CatalogueEntry:
    catalogue = _in_preparation(catalogue, by=by)
    refuse_if(
        cultivation.state != Cultivation.State.SCREENED,
        "not_screened",
        _("Only firms that were selected in the screening are entered."),
    )
    entry = CatalogueEntry(catalogue=catalogue, cultivation=cultivation)
    save(entry)
    return entry


@transaction.atomic
def remove(entry, *, by) -> None:
    """Leave a firm out of a version that is in preparation."""
    _in_preparation(entry.catalogue, by=by)
    entry.delete()


def _in_preparation(catalogue, *, by) -> Catalogue:
    refuse_if(
        not by.has_perm("brands.change_catalogue"), "forbidden", _("You may not change catalogues.")
    )
    catalogue = Catalogue.objects.visible_to(by).locked().get(pk=catalogue.pk)
    register.refuse_out_of_reach(catalogue.division_id, by=by)
    refuse_if(
        catalogue.state != State.DRAFT,
        "issued",
        _("This catalogue is issued: prepare the next version."),
    )
    return catalogue


def freeze(catalogue, *, by, **words) -> Catalogue:
    """Issue it: the names are those of the day, and every firm in it is one stage further."""
    with CATALOGUE.step(catalogue, "freeze", by=by, **words) as catalogue:
        catalogue.frozen_on = catalogue.on
        entries = catalogue.entries.select_related("cultivation__enterprise", "cultivation__kind")
        ordered = entries.order_by("cultivation__kind", "-cultivation__score", "pk")
        for position, entry in enumerate(ordered, start=1):
            case = entry.cultivation
            entry.position, entry.score = position, case.score
            entry.enterprise_name, entry.kind_name = case.enterprise.name, case.kind.name
            entry.product, entry.brand = case.product, case.brand
            save(entry)
            if case.state == Cultivation.State.SCREENED:
                cultivations.catalogued(case, by=by, on=catalogue.on)
        if catalogue.replaces_id:
            before = catalogue.replaces
            with CATALOGUE.step(before, "replace", by=by, on=catalogue.on):
                pass
    return catalogue


@dataclass(frozen=True)
class Difference:
    """What a version changes of the one before."""

    added: list[CatalogueEntry]
    left_out: list[CatalogueEntry]


def difference(catalogue) -> Difference:
    mine = {entry.cultivation_id: entry for entry in catalogue.entries.for_list()}
    before = catalogue.replaces.entries.for_list() if catalogue.replaces_id else []
    theirs = {entry.cultivation_id: entry for entry in before}
    return Difference(
        added=[entry for key, entry in mine.items() if key not in theirs],
        left_out=[entry for key, entry in theirs.items() if key not in mine],
    )
