"""Tables of who drafted which standard: read row by row, compared with what is entered, written."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from enterprises import cells, uscc
from enterprises import columns as of_enterprises
from enterprises.cells import Unreadable
from enterprises.models import Enterprise
from enterprises.services import register
from enterprises.services.naming import Firms
from qualitysup.wording import in_a_row
from standards.models import Drafting, Standard
from standards.numbers import NotANumber, parse

NAMES = {
    "number": "标准号 标准编号 标准代号 标准",
    "name": "起草单位 参与单位 主要起草单位 单位名称 单位",
    "place": "排名 排序 序位 单位排名 起草单位排名 排位",
    "role": "角色 参与角色 参与方式 起草角色",
    "persons": "起草人 主要起草人 人员",
    "source": "来源 资料来源 依据 数据来源",
}
FIELDS = {spelling: field for field, spellings in NAMES.items() for spelling in spellings.split()}
LEADS = ("主持", "主编", "第一", "牵头", "负责")


def recognise(header) -> str | None:
    """The field that a header means; of the enterprise only its name and its number count."""
    plain = of_enterprises.normalise(header)
    for spelling in (plain, re.sub(r"\([^)]*\)", "", plain)):
        if found := FIELDS.get(spelling):
            return found
    found = of_enterprises.recognise(header)
    return found if found in ("name", "uscc") else None


def is_header(row) -> bool:
    found = {recognise(cell) for cell in row if cell}
    return "number" in found and bool(found & {"name", "uscc"})


@dataclass
class Candidate:
    """A row on its way: ``firm`` as the row names it, the standard's number, the rest of it."""

    number: int
    cells: list
    firm: dict = field(default_factory=dict)
    standard: str = ""
    fields: dict = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    drafting: Drafting = None

    # Rows of this kind are told apart by enterprise and standard.
    uscc, name, place = None, "", ""


class Reader:
    """Reads rows under one header."""

    def __init__(self, header):
        self.header = header
        self.meanings = [recognise(cell) if cell else None for cell in header]
        self.first = {}

    @property
    def recognised(self) -> dict[str, str]:
        """Header → field or "", so that people see which columns count."""
        return {
            str(cell): meaning or ""
            for cell, meaning in zip(self.header, self.meanings, strict=True)
            if cell
        }

    def read(self, number: int, row: list) -> Candidate:
        candidate = Candidate(number, row)
        given = defaultdict(str)
        for meaning, cell in zip(self.meanings, row, strict=False):
            if meaning and not given[meaning]:
                given[meaning] = cells.text(cell)
        for take in (_firm, _standard, _place, _words, self._tell_apart):
            try:
                take(candidate, given)
            except Unreadable as unreadable:
                candidate.errors.append(str(unreadable))
            except ValidationError as error:
                candidate.errors += error.messages
        return candidate

    def _tell_apart(self, candidate, given):
        whose = candidate.firm.get("uscc") or candidate.firm.get("name")
        first = self.first.setdefault((whose, candidate.standard), candidate.number)
        if first != candidate.number and not candidate.errors:
            raise Unreadable(
                _("Row %d names the same enterprise and standard: leave one of them out.") % first
            )


def _firm(candidate, given):
    if given["name"]:
        name = cells.limited(given["name"], Enterprise._meta.get_field("name"))
        candidate.firm["name"] = name
    if given["uscc"]:
        candidate.firm["uscc"] = uscc.clean(given["uscc"])
    if not candidate.firm:
        raise Unreadable(_("There is neither a name nor a code: fill in one."))


def _standard(candidate, given):
    try:
        candidate.standard = str(parse(given["number"]))
    except NotANumber as refusal:
        raise Unreadable(refusal.reason) from None


def _place(candidate, given):
    """第1, 2, or only that it led."""
    plain = unicodedata.normalize("NFKC", given["place"])
    if plain:
        found = re.fullmatch(r"第?(\d{1,3})(位|名)?", plain)
        if found is None or not int(found[1]):
            raise Unreadable(_("“%s” is no place: write 1, 2 … or leave it empty.") % plain)
        candidate.fields["place"] = int(found[1])
    elif given["role"].startswith(LEADS):
        candidate.fields["place"] = 1


def _words(candidate, given):
    if not given["source"]:
        raise Unreadable(_("A row needs a source: write the foreword or the list that says so."))
    candidate.fields["source"] = cells.limited(given["source"], Drafting._meta.get_field("source"))
    persons = [name for name in re.split(r"[\s,、，;；]+", given["persons"]) if name]
    if persons:
        candidate.fields["persons"] = persons


# --- Compared and written -------------------------------------------------------------------------


@dataclass
class Batch:
    """What becomes of some rows: each candidate is in exactly one of the lists."""

    created: list[Candidate] = field(default_factory=list)
    updated: list[Candidate] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    rejected: list[tuple[Candidate, str]] = field(default_factory=list)


def compare(candidates: list[Candidate], *, by=None) -> Batch:
    """Find each row's enterprise and standard, the enterprises locked until it is committed."""
    batch, stored = Batch(), Stored(candidates)
    for candidate in candidates:
        try:
            known = stored.find(candidate, by=by)
        except Unreadable as unreadable:
            batch.rejected.append((candidate, str(unreadable)))
            continue
        if not known:
            batch.created.append(candidate)
        elif stored.apply(candidate):
            batch.updated.append(candidate)
        else:
            batch.unchanged.append(candidate)
    return batch


class Stored:
    """What is entered of the enterprises and standards that some rows name."""

    def __init__(self, candidates):
        rows = [candidate for candidate in candidates if not candidate.errors]
        self.firms = Firms([row.firm for row in rows])
        named = Standard.objects.filter(number__in={row.standard for row in rows})
        self.standards = {standard.number: standard for standard in named}
        told = Drafting.objects.filter(standard__in=self.standards.values()).locked()
        self.known = {(row.enterprise_id, row.standard_id): row for row in told}
        self.places = {(row.standard_id, row.place): row for row in told if row.place}

    def find(self, candidate, *, by) -> bool:
        """Whether the row is entered already; refuses a row that cannot be."""
        if candidate.errors:
            raise Unreadable(in_a_row(candidate.errors))
        enterprise = self.firms.find(candidate.firm)
        if not register.reaches(by, enterprise.division_id):
            raise Unreadable(
                _("This enterprise is registered in another division. Ask the bureau there.")
            )
        standard = self.standards.get(candidate.standard)
        if standard is None:
            raise Unreadable(
                _("%s is not in the catalogue: enter it there first.") % candidate.standard
            )
        known = self.known.get((enterprise.pk, standard.pk))
        candidate.drafting = known or Drafting(enterprise=enterprise, standard=standard)
        self._refuse_taken(candidate)
        if known is None:
            self._write_down(candidate)
        return known is not None

    def _refuse_taken(self, candidate):
        place, drafting = candidate.fields.get("place"), candidate.drafting
        holder = self.places.get((drafting.standard_id, place)) if place else None
        if holder and holder.enterprise_id != drafting.enterprise_id:
            raise Unreadable(
                _("Place %(place)d of %(standard)s is taken: correct one of them.")
                % {"place": place, "standard": candidate.standard}
            )

    def _write_down(self, candidate):
        drafting = candidate.drafting
        for name, value in candidate.fields.items():
            setattr(drafting, name, value)
        self.known[drafting.enterprise_id, drafting.standard_id] = drafting
        if drafting.place:
            self.places[drafting.standard_id, drafting.place] = drafting

    def apply(self, candidate) -> bool:
        """Whether the row says something else than what is entered; blank cells say nothing."""
        drafting = candidate.drafting
        said = {k: v for k, v in candidate.fields.items() if getattr(drafting, k) != v}
        self._write_down(candidate)
        return bool(said)


def write(batch: Batch, *, by=None) -> None:
    """Enter a compared batch, inside the transaction that compared it."""
    for candidate in batch.created:
        candidate.drafting.entered_by = by
    Drafting.objects.bulk_create(candidate.drafting for candidate in batch.created)
    changed = [candidate.drafting for candidate in batch.updated]
    Drafting.objects.bulk_update(changed, ["place", "persons", "source"])
