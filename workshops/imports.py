"""Tables of workshops, as towns send them."""

from django.utils.translation import gettext_lazy as _

from enterprises import imports
from workshops import columns
from workshops.models import Registration, Workshop
from workshops.services import intake, reading

OF_LISTS = {"foods": _("varieties of food"), "categories": _("category codes")}


class Workshops(imports.Importable):
    kind = "workshops"
    name = _("food workshops")
    permission = "workshops.import_workshop"

    def is_header(self, cells):
        return columns.is_header(cells)

    def reader(self, header, *, by):
        return reading.Reader(header, by=by)

    def compare(self, candidates, *, by):
        return intake.compare(candidates, by=by)

    def write(self, batch, *, by):
        intake.write(batch, by=by)

    def meaning(self, field):
        if field == "registration_number":
            field = "number"
        words = OF_LISTS.get(field) or imports.field_name(field, Workshop, Registration)
        return words or imports.of("enterprises").meaning(field) or ""


imports.register(Workshops())
