"""A batch of rows is compared with the catalogue, and what is new or other is written to it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from enterprises.cells import Unreadable
from qualitysup.wording import in_a_row, listed
from standards.models import Adoption, Replacement, Standard
from standards.services import catalogue
from standards.services.reading import Candidate


@dataclass
class Batch:
    """What becomes of some rows: each candidate is in exactly one of the lists."""

    created: list[Candidate] = field(default_factory=list)
    updated: list[Candidate] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    rejected: list[tuple[Candidate, str]] = field(default_factory=list)
    # By the row's number in the file.
    standards: dict[int, Standard] = field(default_factory=dict)


def compare(candidates: list[Candidate]) -> Batch:
    """Find each row's standard, locked until the transaction ends."""
    batch, stored = Batch(), Stored(candidates)
    for candidate in candidates:
        try:
            standard = stored.find(candidate)
            known = standard.pk is not None
            says_more = not known or stored.is_said_anew(standard, candidate)
            _apply(candidate, to=standard)
        except Unreadable as unreadable:
            batch.rejected.append((candidate, str(unreadable)))
            continue
        batch.standards[candidate.number] = standard
        if not known:
            batch.created.append(candidate)
        else:
            (batch.updated if says_more else batch.unchanged).append(candidate)
    return batch


class Stored:
    """What the catalogue holds of the standards that some rows mean, in three queries."""

    def __init__(self, candidates):
        numbers = {str(row.standard_number) for row in candidates if not row.errors}
        rows = Standard.objects.filter(number__in=numbers).locked()
        self.standards = {row.number: row for row in rows}
        keys = [row.pk for row in self.standards.values()]
        replaces = Replacement.objects.filter(new__in=keys)
        self.replaces = set(replaces.values_list("new", "old_number"))
        adopts = Adoption.objects.filter(standard__in=keys)
        self.adopts = {
            (standard, number): degree
            for standard, number, degree in adopts.values_list(
                "standard", "international", "degree"
            )
        }

    def find(self, candidate) -> Standard:
        if candidate.errors:
            raise Unreadable(in_a_row(candidate.errors))
        number = str(candidate.standard_number)
        if standard := self.standards.get(number):
            return standard
        missing = [
            words
            for name, words in (
                ("name", _("a name")),
                ("in_force_on", _("the day it came into force")),
            )
            if name not in candidate.fields
        ]
        if missing:
            raise Unreadable(_("A new standard needs %s: fill it in.") % listed(missing))
        return Standard(number=number)

    def is_said_anew(self, standard, candidate) -> bool:
        """Whether the row says something else or more; blank cells say nothing."""
        fields = candidate.fields.items()
        return (
            any(getattr(standard, name) != value for name, value in fields)
            or any((standard.pk, old) not in self.replaces for old in candidate.replaces)
            or any(
                self.adopts.get((standard.pk, number)) != degree
                for number, degree in candidate.adopts.items()
            )
        )


def _apply(candidate, *, to):
    """Onto the row, not saved yet; refuses what the standard cannot be with what is known of it."""
    number = str(candidate.standard_number)
    if number in candidate.replaces:
        raise Unreadable(_("A standard does not replace itself."))
    for name, value in candidate.fields.items():
        setattr(to, name, value)
    if to.published_on and to.in_force_on < to.published_on:
        raise Unreadable(_("It is in force before it was published: correct its days."))
    if to.abolished_on and to.abolished_on < to.in_force_on:
        raise Unreadable(_("It was abolished before it came into force: correct its days."))
    begun = to.published_on or to.in_force_on
    if Adoption.Degree.EQV in candidate.adopts.values() and begun.year >= Adoption.EQV_BEFORE:
        raise Unreadable(
            _("EQV was used before 2002 only: since GB/T 20000.2-2001 it is IDT, MOD or NEQ.")
        )
    to.fill()


COLUMNS = [
    "name",
    "name_en",
    "issuer",
    "published_on",
    "in_force_on",
    "abolished_on",
    "ics",
    "ccs",
    "classes",
    "search_text",
]


def write(batch: Batch) -> None:
    """Put a compared batch into the catalogue, in the transaction that compared it."""
    changed = batch.created + batch.updated
    if not changed:
        return
    created = [batch.standards[row.number] for row in batch.created]
    Standard.objects.bulk_create(created)
    Standard.objects.bulk_update([batch.standards[row.number] for row in batch.updated], COLUMNS)
    # First as names: what is a circle, or replaced by two, is found out when they are settled.
    Replacement.objects.bulk_create(
        (
            Replacement(new=batch.standards[row.number], old_number=old)
            for row in changed
            for old in row.replaces
        ),
        ignore_conflicts=True,
    )
    Adoption.objects.bulk_create(
        (
            Adoption(standard=batch.standards[row.number], international=number, degree=degree)
            for row in changed
            for number, degree in row.adopts.items()
        ),
        update_conflicts=True,
        unique_fields=["standard", "international"],
        update_fields=["degree"],
    )
    named = {old for row in changed for old in row.replaces}
    catalogue.settle([*created, *Standard.objects.filter(number__in=named).locked()])
