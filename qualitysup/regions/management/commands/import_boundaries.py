from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qualitysup.regions.services import boundaries
from qualitysup.wording import listed


class Command(BaseCommand):
    help = "Read boundaries of divisions from a GeoJSON file, for the map on the dashboard."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="Polygons in degrees (WGS84) or in metres")
        parser.add_argument(
            "--property", default="code", help="which holds the division code (6, 9 or 12 digits)"
        )

    def handle(self, *, file, **options):
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from None
        try:
            done = boundaries.import_boundaries(
                content, source=file.name, code_property=options["property"]
            )
        except boundaries.BadFile as bad:
            nothing = _("Nothing was imported.")
            raise CommandError(f"{bad}\n{nothing}") from None
        self.stdout.write(
            _("%(added)d boundaries added, %(changed)d changed, %(same)d as before.")
            % {"added": done.added, "changed": done.changed, "same": done.same}
        )
        if done.missing:
            names = listed(f"{one} ({one.pk})" for one in done.missing)
            self.stdout.write(_("Beside them, without a boundary: %s") % names)
