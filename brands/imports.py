"""Tables of honours, as offices kept them before there was a register."""

from django.utils.translation import gettext_lazy as _

from brands import columns
from brands.models import Honour
from brands.services import intake, reading
from enterprises import imports


class Honours(imports.Importable):
    kind = "honours"
    name = _("honours")
    permission = "brands.import_honour"
    help_text = _("One row for each honour; its enterprise is in the register already.")

    def is_header(self, cells):
        return columns.is_header(cells)

    def reader(self, header, *, by):
        return reading.Reader(header)

    def compare(self, candidates, *, by):
        return intake.compare(candidates, by=by)

    def write(self, batch, *, by):
        intake.write(batch, by=by)

    def meaning(self, field):
        if field == "paper":
            return _("the paper that says how long it is valid")
        return imports.field_name(field, Honour) or imports.of("enterprises").meaning(field)


imports.register(Honours())
