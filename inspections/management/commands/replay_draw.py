import json

from django.core.management.base import BaseCommand, CommandError

from inspections.models import Draw
from inspections.services import replays


class Command(BaseCommand):
    help = "Make a random draw again from what is stored and compare; fails if anything differs."

    def add_arguments(self, parser):
        parser.add_argument("draw", type=int, help="the number at the end of the draw's code")
        parser.add_argument("--json", action="store_true", help="print the comparison as JSON")

    def handle(self, *, draw, **options):
        try:
            draw = Draw.objects.get(pk=draw)
        except Draw.DoesNotExist:
            raise CommandError(f"There is no draw {draw}.") from None
        if not draw.seed or not draw.pool_hash:
            raise CommandError(f"{draw.code} has not been made yet.")
        found = replays.replay(draw)
        if options["json"]:
            told = {"draw": draw.code, "same": found.same, **found.compared}
            told["differences"] = found.differences
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        if not found.same:
            raise CommandError(
                f"{draw.code} is different, in {len(found.differences)} places; "
                f"the first: {found.differences[0]}"
            )
        if not options["json"]:
            counts = ", ".join(f"{count} {name}" for name, count in found.compared.items())
            self.stdout.write(f"{draw.code} is the same: {counts}.")
