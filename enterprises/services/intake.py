"""A batch of rows is compared with the register, and what is new or changed is written to it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import search
from enterprises.cells import Unreadable
from enterprises.models import AnnualFigure, Enterprise, FormerName
from enterprises.services import industries, register
from enterprises.services.reading import Candidate
from qualitysup.wording import in_a_row


@dataclass
class Batch:
    """What becomes of some rows: each candidate is in exactly one of the four lists."""

    created: list[Candidate] = field(default_factory=list)
    updated: list[Candidate] = field(default_factory=list)
    unchanged: list[Candidate] = field(default_factory=list)
    # With what is to be corrected.
    rejected: list[tuple[Candidate, str]] = field(default_factory=list)
    # Rows of the register, new or changed, by the number of their candidate.
    enterprises: dict[int, Enterprise] = field(default_factory=dict)
    # Those that were found there, changed or not.
    found: dict[int, Enterprise] = field(default_factory=dict)

    def leave_out(self, candidates) -> None:
        """Something else is wrong with these rows: nothing becomes of them."""
        left_out = {candidate.number for candidate in candidates}
        for rows in (self.created, self.updated, self.unchanged):
            rows[:] = [row for row in rows if row.number not in left_out]
        for rows in (self.enterprises, self.found):
            for number in left_out:
                rows.pop(number, None)


def compare(candidates: list[Candidate], *, by=None) -> Batch:
    """Find each row's enterprise, locked until the transaction ends, and see what is new."""
    batch = Batch()
    stored = StoredRows(candidates)
    meant = {}
    for candidate in candidates:
        try:
            enterprise = stored.find(candidate, by=by)
            if enterprise and meant.setdefault(enterprise, candidate) is not candidate:
                raise Unreadable(
                    _("Row %d is the same enterprise: leave one of them out.")
                    % meant[enterprise].number
                )
        except Unreadable as unreadable:
            batch.rejected.append((candidate, str(unreadable)))
            continue
        if enterprise is not None:
            batch.found[candidate.number] = enterprise
        if enterprise is None:
            batch.enterprises[candidate.number] = Enterprise(**candidate.fields)
            batch.created.append(candidate)
        elif stored.differs(enterprise, candidate):
            batch.enterprises[candidate.number] = enterprise
            batch.updated.append(candidate)
        else:
            batch.unchanged.append(candidate)
    return batch


class StoredRows:
    """What the register holds of the enterprises that some rows may mean, in two queries."""

    def __init__(self, candidates):
        readable = [candidate for candidate in candidates if not candidate.errors]
        numbers = [candidate.uscc for candidate in readable if candidate.uscc]
        keys = [search.name_key(candidate.name) for candidate in readable if candidate.name]
        self.numbered: dict[str, Enterprise] = {}
        self.merged: dict[str, Enterprise] = {}
        self.named = defaultdict(list)
        rows = Enterprise.objects.filter(
            Q(uscc__in=numbers) | Q(name_key__in=keys, merged_into=None)
        ).select_related("merged_into")
        found = list(rows.locked())
        for row in found:
            if row.merged_into_id:
                self.merged[row.uscc] = row
            else:
                self.named[row.name].append(row)
                if row.uscc:
                    self.numbered[row.uscc] = row
        self.figures = {
            (figure.enterprise_id, figure.year, figure.kind, figure.source): figure
            for figure in AnnualFigure.objects.filter(enterprise__in=found)
        }

    def find(self, candidate, *, by) -> Enterprise | None:
        """The enterprise that a row means, ``None`` for a new one; refuses a row that cannot be."""
        if candidate.errors:
            raise Unreadable(in_a_row(candidate.errors))
        enterprise = self.numbered.get(candidate.uscc) or self._by_name(candidate)
        if enterprise is None:
            _refuse_incomplete(candidate)
            return None
        candidate.keep_the_village(enterprise.division_id)
        if not register.reaches(by, enterprise.division_id):
            raise Unreadable(
                _("This number is registered in another division. Ask the bureau there.")
            )
        return enterprise

    def _by_name(self, candidate):
        if merged := self.merged.get(candidate.uscc):
            survivor = merged.merged_into
            raise Unreadable(
                _("This code was merged into “%(name)s” (%(code)s): correct it or leave it out.")
                % {"name": survivor.name, "code": survivor.uscc or _("no code")}
            )
        alike = [each for each in self.named[candidate.name] if candidate.may_lie(each.division_id)]
        if candidate.uscc:
            # A workshop that has got its code; one with another code is another enterprise.
            alike = [enterprise for enterprise in alike if not enterprise.uscc]
        if len(alike) > 1:
            raise Unreadable(
                _("%d enterprises of this place have this name: write the code as well.")
                % len(alike)
            )
        return alike[0] if alike else None

    def differs(self, enterprise, candidate) -> bool:
        """Whether the row says something new; blank cells say nothing."""
        return any(
            getattr(enterprise, name) != value for name, value in candidate.fields.items()
        ) or any(
            (figure := self.figures.get((enterprise.pk, *key))) is None
            or (figure.bound, figure.value) != (bound, value)
            for key, (bound, value) in candidate.figures.items()
        )


def _refuse_incomplete(candidate):
    missing = [
        words
        for name, words in (("name", _("a name")), ("division_id", _("a division")))
        if name not in candidate.fields
    ]
    if missing:
        raise Unreadable(_("A new enterprise needs %s: fill it in.") % _(" and ").join(missing))


def write(batch: Batch) -> None:
    """Put a compared batch into the register, inside the transaction that compared it."""
    changed = batch.created + batch.updated
    if not changed:
        return
    industries.make_room_for(
        {row.fields["industry_id"] for row in changed if "industry_id" in row.fields}
    )
    _keep_former_names(batch)
    now = timezone.now()
    for row, key in zip(batch.created, new_keys(Enterprise, len(batch.created)), strict=True):
        enterprise = batch.enterprises[row.number]
        enterprise.pk, enterprise.created_at = key, now
        enterprise.index()
    for row in batch.updated:
        _apply(row, to=batch.enterprises[row.number])
    for enterprise in batch.enterprises.values():
        enterprise.version += 1
        enterprise.updated_at = now
    upsert_whole(batch.enterprises.values())
    _write_figures(batch, changed)


def _keep_former_names(batch):
    given_up = [
        batch.enterprises[row.number]
        for row in batch.updated
        if row.name and row.name != batch.enterprises[row.number].name
    ]
    FormerName.objects.bulk_create(
        FormerName(enterprise=enterprise, name=enterprise.name, used_to=timezone.localdate())
        for enterprise in given_up
    )


def _apply(row, *, to):
    found_by = (to.name, to.uscc)
    for name, value in row.fields.items():
        setattr(to, name, value)
    if found_by != (to.name, to.uscc):
        to.index(to.other_names())


def new_keys(model, count) -> list[int]:
    """Keys for so many rows that are still to be written, so that others can name them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor]


def _write_figures(batch, changed):
    """A figure of the same year, kind and source is corrected, another one added."""
    key = ["enterprise_id", "year", "kind", "source"]
    rows = [
        (batch.enterprises[row.number].pk, *figure, *row.figures[figure])
        for row in changed
        for figure in row.figures
    ]
    if rows:
        upsert(AnnualFigure, [*key, "bound", "value"], rows, key=key)


def upsert_whole(rows) -> None:
    """Write these rows of one model, new or changed, every column of them."""
    rows = list(rows)
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    upsert(
        type(rows[0]),
        [field.column for field in fields],
        ([getattr(row, field.attname) for field in fields] for row in rows),
        key=["id"],
    )


def upsert(model, columns, rows, *, key) -> None:
    """COPY and one statement for all rows: history's triggers run once, with who is at work.

    (They learn that from the statement; a COPY straight into the table would tell them nothing.)
    """
    table, names = model._meta.db_table, ", ".join(columns)
    others = [column for column in columns if column not in key]
    kept, given = (", ".join(f"{of}.{column}" for column in others) for of in ("kept", "excluded"))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE arrived AS SELECT {names} FROM {table} LIMIT 0")
        with cursor.copy(f"COPY arrived ({names}) FROM STDIN") as arrived:
            for row in rows:
                arrived.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} AS kept ({names}) SELECT {names} FROM arrived"
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE"
            f" SET ({', '.join(others)}) = ({given}) WHERE ({kept}) IS DISTINCT FROM ({given})"
        )
        cursor.execute("DROP TABLE arrived")
