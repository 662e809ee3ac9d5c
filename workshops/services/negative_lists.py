"""What workshops may not make at a place: asked before anything is begun, and kept up to date."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qualitysup.casework.saving import save
from qualitysup.casework.workflow import TransitionRefused, refuse_if
from qualitysup.regions import codes
from qualitysup.wording import in_a_row
from workshops.models import NegativeEntry, NegativeList

CHANGE = "workshops.change_negativelist"

FORBIDDEN = gettext_lazy("“%(food)s” may not be made here: %(entry)s of %(list)s.")
ALLOWED_IN_ZONE = gettext_lazy("Inside an approved zone it is allowed.")


@dataclass(frozen=True)
class Verdict:
    """What the lists of a place say of one food: the entry that forbids it, or lets it pass."""

    name: str
    forbidden_by: NegativeEntry | None = None
    # It may be made only because it is made inside an approved zone.
    exception: NegativeEntry | None = None

    @property
    def reason(self) -> str:
        entry = self.forbidden_by
        words = str(FORBIDDEN) % {"food": self.name, "entry": entry.category, "list": entry.list}
        return in_a_row([words, ALLOWED_IN_ZONE]) if entry.allowed_in_zone else words


def verdicts(foods, *, division_id, on, in_zone) -> list[Verdict]:
    """One for each ``(category code, name)``; however many there are, it costs one query."""
    foods = list(foods)
    entries = list(
        NegativeEntry.objects.against({code for code, _name in foods}, division_id, on, False)
    )
    return [judge(code, name, entries, in_zone=in_zone) for code, name in foods]


def judge(code, name, entries, *, in_zone) -> Verdict:
    """What some entries say of one food; an exception counts only if nothing else forbids it."""
    meant = [entry for entry in entries if entry.covers(code) and entry.bans(name)]
    forbidden = next((e for e in meant if not (in_zone and e.allowed_in_zone)), None)
    if forbidden is not None:
        return Verdict(name, forbidden_by=forbidden)
    return Verdict(name, exception=meant[0] if meant else None)


def refuse_forbidden(foods, *, division_id, on=None, in_zone=False) -> list[Verdict]:
    """Refuse the first food that a list forbids, naming the entry; else say what each rests on."""
    found = verdicts(foods, division_id=division_id, on=on or timezone.localdate(), in_zone=in_zone)
    for verdict in found:
        if verdict.forbidden_by is not None:
            raise TransitionRefused("forbidden_food", verdict.reason)
    return found


# --- Keeping the lists ----------------------------------------------------------------------------


def may_keep(by, division_id) -> bool:
    """The bureau of the place, and every bureau in it: it has to work by the list of its city."""
    prefix = codes.prefix(division_id)
    inside = any(own.startswith(prefix) for own in by.division_prefixes)
    return by.has_perm(CHANGE) and (inside or by.reaches(division_id))


def keep(edition, *, by) -> NegativeList:
    """Enter a list, or correct what is written of one."""
    _refuse_others(edition, by=by)
    save(edition)
    return edition


@transaction.atomic
def revise(edition, *, by, title, document_number, valid_from, legal_basis="") -> NegativeList:
    """A new edition takes over on a day: the old one ends then, and its entries are the start."""
    edition = NegativeList.objects.locked().get(pk=edition.pk)
    _refuse_others(edition, by=by)
    refuse_if(
        valid_from <= edition.valid_from,
        "too_early",
        _("The new edition begins after %s, when this one began.") % edition.valid_from,
    )
    refuse_if(
        edition.valid_to is not None and edition.valid_to < valid_from,
        "gap",
        _("This edition ends on %s; enter a new list instead.") % edition.valid_to,
    )
    entries = list(edition.entries.all())
    edition.valid_to = valid_from
    save(edition)
    following = NegativeList(
        division_id=edition.division_id,
        title=title,
        document_number=document_number,
        legal_basis=legal_basis or edition.legal_basis,
        confidence=edition.confidence,
        valid_from=valid_from,
    )
    save(following)
    for entry in entries:
        entry.pk, entry.list = None, following
        entry._state.adding = True
    NegativeEntry.objects.bulk_create(entries)
    return following


def _refuse_others(edition, *, by):
    refuse_if(
        not may_keep(by, edition.division_id),
        "forbidden",
        _("You may not keep the negative list of this place."),
    )
