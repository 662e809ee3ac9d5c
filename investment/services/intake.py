"""A batch of rows is compared with the prospects there are, and what is new is entered."""

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises import search
from enterprises.cells import Unreadable
from enterprises.services.intake import Batch
from investment.models import Prospect, ProspectFigure, ProspectSite
from investment.services import prospects
from qualitysup.casework.saving import save
from qualitysup.wording import in_a_row


def compare(candidates, *, by) -> Batch:
    """Find each row's firm by any of its names; the ones that are found are locked."""
    batch, home = Batch(), prospects.home_of(by)
    names = [name for each in candidates for name in (each.name, *each.also_called)]
    known = prospects.known_by(names, home)
    # Whoever imports the same table at the same time waits.
    list(Prospect.objects.filter(pk__in={each.pk for each in known.values()}).locked())
    first = {}
    for candidate in candidates:
        try:
            _judge(candidate, batch, known, first)
        except Unreadable as unreadable:
            batch.rejected.append((candidate, str(unreadable)))
    return batch


def _judge(candidate, batch, known, first):
    if candidate.errors:
        raise Unreadable(in_a_row(candidate.errors))
    keys = {search.name_key(name) for name in (candidate.name, *candidate.also_called)}
    there = {known[key] for key in keys if key in known}
    if len(there) > 1:
        firms = " · ".join(sorted(str(each) for each in there))
        raise Unreadable(_("It goes by names of several firms: %s. Join them first.") % firms)
    for key in keys:
        row = first.setdefault(key, candidate.number)
        if row != candidate.number:
            raise Unreadable(_("Row %d is the same firm: leave one of them out.") % row)
    if not there:
        batch.created.append(candidate)
        return
    (candidate.prospect,) = there
    _refuse_contradiction(candidate)
    if _new_names(candidate) or _new_figures(candidate):
        batch.updated.append(candidate)
    else:
        batch.unchanged.append(candidate)


def _told(prospect):
    return {(each.kind, each.year): each for each in prospect.figures.all()}


def _refuse_contradiction(candidate):
    """What says something else is corrected by somebody, not by a table."""
    told = _told(candidate.prospect)
    for key, (bound, value, words) in candidate.figures.items():
        there = told.get(key)
        if there and (there.bound, there.value, there.words) != (bound, value, words):
            label = f"{there.year} {there.get_kind_display()}"
            raise Unreadable(
                _("%(figure)s is entered as %(there)s: correct the wrong one.")
                % {"figure": label, "there": there.shown}
            )


def _new_figures(candidate):
    told = _told(candidate.prospect)
    return {key: said for key, said in candidate.figures.items() if key not in told}


def _new_names(candidate):
    keys = set(candidate.prospect.names.values_list("key", flat=True))
    names = (candidate.name, *candidate.also_called)
    return [name for name in names if search.name_key(name) not in keys]


@transaction.atomic
def write(batch, *, by) -> None:
    """Enter a compared batch, inside the transaction that compared it."""
    for candidate in batch.created:
        facts = {"source": _("imported from a table"), **candidate.fields}
        prospect = prospects.draft(by=by, also_called=candidate.also_called, **facts)
        _add_figures(prospect, candidate.figures)
        for kind, words in candidate.sites.items():
            save(ProspectSite(prospect=prospect, kind=kind, place=words[:100], words=words[:200]))
    for candidate in batch.updated:
        for name in _new_names(candidate):
            prospects.also_called(candidate.prospect, by=by, name=name)
        _add_figures(candidate.prospect, _new_figures(candidate))


def _add_figures(prospect, figures):
    for (kind, year), (bound, value, words) in figures.items():
        figure = ProspectFigure(
            prospect=prospect, kind=kind, year=year, bound=bound, value=value, words=words
        )
        save(figure)
