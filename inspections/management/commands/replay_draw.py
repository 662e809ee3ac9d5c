import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections.models import Draw
from inspections.services import replays
from qualitysup.wording import listed

# What the shell is told: 0 the same, 1 different, 2 nothing was compared.
DIFFERENT, NOT_COMPARED = 1, 2

COUNTED = {
    "candidates": gettext_lazy("candidates: %d"),
    "drawn": gettext_lazy("enterprises drawn: %d"),
    "inspectors": gettext_lazy("inspectors assigned: %d"),
}


class Command(BaseCommand):
    help = (
        "Make a random draw again from what is stored and compare. Exits with 0 if it is the same,"
        " 1 if anything differs, 2 if there is nothing to compare."
    )

    def add_arguments(self, parser):
        parser.add_argument("draw", type=int, help="the number at the end of the draw's code")
        parser.add_argument("--json", action="store_true", help="print the comparison as JSON")

    def handle(self, *, draw, **options):
        found, draw = self.replayed(draw)
        if options["json"]:
            told = {"draw": draw.code, "same": found.same, **found.compared}
            told["differences"] = found.differences
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        if not found.same:
            words = _("%(draw)s is different, in %(count)d places; the first: %(first)s") % {
                "draw": draw.code,
                "count": len(found.differences),
                "first": found.differences[0],
            }
            raise CommandError(words, returncode=DIFFERENT)
        if not options["json"]:
            counts = listed(COUNTED[name] % count for name, count in found.compared.items())
            words = _("%(draw)s is the same: %(counts)s.")
            self.stdout.write(words % {"draw": draw.code, "counts": counts})

    def replayed(self, key):
        draw = Draw.objects.filter(pk=key).first()
        if draw is None:
            words = _("There is no draw %(number)d.") % {"number": key}
            raise CommandError(words, returncode=NOT_COMPARED)
        if not draw.seed or not draw.pool_hash:
            words = _("%(draw)s has not been made yet.") % {"draw": draw.code}
            raise CommandError(words, returncode=NOT_COMPARED)
        return replays.replay(draw), draw
