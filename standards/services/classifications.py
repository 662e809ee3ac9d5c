"""The tables of ICS, CCS and the letters of sectors: loaded from files, again without harm."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from qualitysup.wording import in_a_row
from standards.models import Classification, StandardPrefix

# What a scheme's table calls the columns that are read.
NAMES = {"name": ("name", "description"), "name_en": ("name_en", "description_en")}


@transaction.atomic
def load(scheme: str, path: Path) -> int:
    """Read a table with a column ``code``, and ``name`` or ``description_en``; returns the rows.

    A blank cell leaves the name that is there.
    """
    rows = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            code = (row.get("code") or "").strip()
            found = Classification(key=f"{scheme}{code}", scheme=scheme, code=code)
            for field, columns in NAMES.items():
                setattr(found, field, _first(row, columns))
            found.name = found.name or found.name_en
            try:
                found.clean_fields()
            except ValidationError as wrong:
                raise ValidationError(_row(number, wrong)) from None
            rows[found.key] = found
    named = [row for row in rows.values() if row.name != row.name_en]
    for group, names in ((named, ["name"]), ([r for r in rows.values() if r.name_en], ["name_en"])):
        _keep(Classification, group, "key", names)
    return len(rows)


@transaction.atomic
def load_prefixes(path: Path) -> int:
    """Read the letters of sectors: columns ``prefix``, ``name``, ``authority``."""
    rows = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            prefix = (row.get("prefix") or "").strip().partition("/")[0]
            found = StandardPrefix(
                prefix=prefix,
                sector=_first(row, ("sector", "name")),
                authority=_first(row, ("authority",)),
            )
            try:
                found.clean_fields()
            except ValidationError as wrong:
                raise ValidationError(_row(number, wrong)) from None
            rows.setdefault(prefix, found)
    _keep(StandardPrefix, rows.values(), "prefix", ["sector", "authority"])
    return len(rows)


def _first(row, columns):
    return next((words for name in columns if (words := (row.get(name) or "").strip())), "")


def _keep(model, rows, key, names):
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=[key], update_fields=names, batch_size=1000
    )


def _row(number, wrong):
    return _("Row %(row)d: %(why)s") % {"row": number, "why": in_a_row(wrong.messages)}
