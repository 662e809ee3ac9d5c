"""What can be imported from a table: each subject adds its own in its ``imports.py``.

The file, its header, its batches, the dry run, the rejected rows and a worker's death are
``services.importing``'s; what a row means and what becomes of it is said here:

    class Workshops(Importable):
        kind, name, permission = "workshops", _("workshops"), "workshops.import_workshop"
        …

    register(Workshops())
"""

from django.utils.translation import gettext_lazy as _

from enterprises import columns
from enterprises.models import AnnualFigure, Enterprise
from enterprises.services import intake, reading


class Importable:
    """One kind of row; its methods are asked in the order in which they stand here."""

    kind = ""
    name = ""
    permission = ""
    # What the page says below the field for the file.
    help_text = _("The columns are recognised by their usual names.")

    def is_header(self, cells) -> bool:
        raise NotImplementedError

    def reader(self, header, *, by):
        """Reads rows under this header into candidates; ``recognised`` says what counts."""
        raise NotImplementedError

    def compare(self, candidates, *, by):
        """What becomes of some rows, the register's own rows locked until the transaction ends."""
        raise NotImplementedError

    def write(self, batch, *, by) -> None:
        """Put a compared batch into the register, in that same transaction."""
        raise NotImplementedError

    def meaning(self, field: str) -> str:
        """What a recognised column fills, in the register's own words."""
        raise NotImplementedError


_importables: dict[str, Importable] = {}


def register(importable: Importable) -> None:
    _importables[importable.kind] = importable


def of(kind: str) -> Importable:
    return _importables[kind]


def for_person(user) -> list[Importable]:
    """What this person may import."""
    return [each for each in _importables.values() if user.has_perm(each.permission)]


class Enterprises(Importable):
    kind = "enterprises"
    name = _("enterprises")
    permission = "enterprises.import_enterprise"

    def is_header(self, cells):
        return columns.is_header(cells)

    def reader(self, header, *, by):
        return reading.Reader(header, by=by)

    def compare(self, candidates, *, by):
        return intake.compare(candidates, by=by)

    def write(self, batch, *, by):
        intake.write(batch)

    def meaning(self, field):
        if field in AnnualFigure.Kind.values:
            return AnnualFigure.Kind(field).label
        return field_name(field, Enterprise, AnnualFigure)


def field_name(field: str, *models) -> str:
    """What the first of these models that has the field calls it."""
    for model in models:
        if field in {each.name for each in model._meta.get_fields()}:
            return model._meta.get_field(field).verbose_name
    return ""


register(Enterprises())
