"""Everything that writes who drafted which standard."""

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.services import register
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if
from qualitysup.wording import tidy
from standards.models import Drafting, StatedFigure

CHANGED = ["place", "persons", "source"]


@transaction.atomic
def enter(drafting, *, by) -> Drafting:
    """Record that an enterprise is among the drafting units of a standard."""
    _refuse_without(by, "standards.add_drafting")
    register.refuse_out_of_reach(drafting.enterprise.division_id, by=by)
    drafting.entered_by = by
    _tidy(drafting)
    save(drafting)
    return drafting


@transaction.atomic
def correct(drafting, *, by) -> Drafting:
    """Put right its place, its people or the source; enterprise and standard stay."""
    _refuse_without(by, "standards.change_drafting")
    Drafting.objects.visible_to(by).locked().get(pk=drafting.pk)
    _tidy(drafting)
    save(drafting, update_fields=CHANGED)
    return drafting


def _tidy(drafting):
    drafting.source = tidy(drafting.source)
    drafting.persons = [name for each in drafting.persons if (name := tidy(each))]


def _refuse_without(by, permission):
    refuse_if(
        not by.has_perm(permission), "forbidden", _("You may not record who drafted standards.")
    )


@transaction.atomic
def keep_stated(figure, *, by) -> StatedFigure:
    """Keep what a report states of a place, with its bound and source."""
    may = by.has_perm("standards.add_statedfigure")
    refuse_if(not may, "forbidden", _("You may not record stated figures."))
    register.refuse_out_of_reach(figure.division_id, by=by)
    figure.source = tidy(figure.source)
    save(figure)
    return figure
