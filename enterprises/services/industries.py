"""The table of industry classes (GB/T 4754): loading it, and classes met before it was loaded."""

import csv
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.models import IndustryClass

Level = IndustryClass.Level
LEVELS = {2: Level.DIVISION, 3: Level.GROUP, 4: Level.CLASS}


@transaction.atomic
def load(path: Path) -> int:
    """Read the official table (columns ``code`` and ``name``); loading it again changes nothing.

    A division lies in its ``section`` column's letter, or in the letter that stands above it.
    """
    section = None
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
            if code.isalpha():
                section = code
            found = build(code, name, row.get("section") or section)
            if not name or found is None:
                raise ValidationError(
                    _("Row %(row)d: a code (a letter, or 2 to 4 digits) and a name are needed.")
                    % {"row": number}
                )
            rows.append(found)
    IndustryClass.objects.bulk_create(
        sorted(rows, key=lambda row: len(row.code) if row.code.isdigit() else 0),
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "level", "parent"],
    )
    return len(rows)


def build(code: str, name: str, section: str | None = None) -> IndustryClass | None:
    """The class that a code names, in what its first digits name; ``None`` for no code at all."""
    if len(code) == 1 and "A" <= code <= "T":
        return IndustryClass(code=code, name=name, level=Level.SECTION)
    if not (code.isascii() and code.isdigit() and len(code) in LEVELS):
        return None
    parent = section if len(code) == 2 else code[:-1]
    return IndustryClass(code=code, name=name, level=LEVELS[len(code)], parent_id=parent)


def known() -> set[str]:
    return set(IndustryClass.objects.values_list("pk", flat=True))


def is_believable(code: str, known: set[str]) -> bool:
    """A class of the table, or one that the standard may have: its division exists (not 99)."""
    return code in known or (len(code) in (3, 4) and code.isdecimal() and code[:2] in known)


def make_room_for(codes: set[str]) -> None:
    """Let classes exist, unnamed, until the full table is loaded."""
    lineage = {code[:length] for code in codes for length in (3, 4) if len(code) >= length}
    missing = lineage - known()
    IndustryClass.objects.bulk_create(
        [build(code, "") for code in sorted(missing, key=len)], ignore_conflicts=True
    )
