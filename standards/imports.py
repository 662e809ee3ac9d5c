"""Catalogues of standards, as the platforms of standards and the trade's own lists have them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import imports
from standards import columns
from standards.models import Standard
from standards.services import intake, reading


class Standards(imports.Importable):
    kind = "standards"
    name = pgettext_lazy("of the catalogue", "standards")
    permission = "standards.import_standard"
    help_text = _("One row for each edition, with its number and the day it came into force.")

    MEANINGS = {
        "status": pgettext_lazy("of a standard", "status"),
        "replaces": _("what it replaces"),
        "adopts": _("international standard"),
        "degree": _("degree"),
    }

    def is_header(self, cells):
        return columns.is_header(cells)

    def reader(self, header, *, by):
        return reading.Reader(header)

    def compare(self, candidates, *, by):
        return intake.compare(candidates)

    def write(self, batch, *, by):
        intake.write(batch)

    def meaning(self, field):
        return self.MEANINGS.get(field) or imports.field_name(field, Standard)


imports.register(Standards())
