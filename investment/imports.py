"""Tables of prospects, as officers keep them before there is a register."""

from django.utils.translation import gettext_lazy as _

from enterprises import imports
from investment import columns
from investment.models import Prospect, ProspectFigure, ProspectSite
from investment.services import intake, reading


class Prospects(imports.Importable):
    kind = "prospects"
    name = _("prospects")
    permission = "investment.import_prospect"
    help_text = _("One row for each firm, found by any of its names; figures in words stay words.")

    def is_header(self, cells):
        return columns.is_header(cells)

    def reader(self, header, *, by):
        return reading.Reader(header)

    def compare(self, candidates, *, by):
        return intake.compare(candidates, by=by)

    def write(self, batch, *, by):
        intake.write(batch, by=by)

    def meaning(self, field):
        if field in ProspectFigure.Kind.values:
            return ProspectFigure.Kind(field).label
        if field in ProspectSite.Kind.values:
            return _("site: %s") % ProspectSite.Kind(field).label
        if field == "also_called":
            return _("other names")
        return imports.field_name(field, Prospect, ProspectFigure)


imports.register(Prospects())
