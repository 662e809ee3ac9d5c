"""What is imported of standards: catalogues as platforms have them, and who drafted what."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises import imports
from standards import columns
from standards.models import Drafting, Standard
from standards.services import drafting_intake, intake, reading


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


class Draftings(imports.Importable):
    kind = "draftings"
    name = _("parts in drafting")
    permission = "standards.import_drafting"
    help_text = _("One row for each enterprise and standard; both are entered already.")

    def is_header(self, cells):
        return drafting_intake.is_header(cells)

    def reader(self, header, *, by):
        return drafting_intake.Reader(header)

    def compare(self, candidates, *, by):
        return drafting_intake.compare(candidates, by=by)

    def write(self, batch, *, by):
        drafting_intake.write(batch, by=by)

    def meaning(self, field):
        if field == "number":
            return pgettext_lazy("of a standard", "number")
        if field == "role":
            return _("role")
        return imports.field_name(field, Drafting) or imports.of("enterprises").meaning(field)


imports.register(Standards())
imports.register(Draftings())
