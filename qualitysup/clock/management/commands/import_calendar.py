from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from qualitysup.clock.services import calendars


class Command(BaseCommand):
    help = (
        "Read a year's public holidays from the installed calendar package, after an update of it."
    )

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="replaced by what the package says")

    def handle(self, *, year, **options):
        try:
            moved = calendars.import_year(year)
        except LookupError:
            raise CommandError(
                _("The installed package knows %(first)s to %(last)s only.")
                % {
                    "first": calendars.published_years()[0],
                    "last": calendars.published_years()[-1],
                }
            ) from None
        self.stdout.write(
            _("%(year)d: %(moved)d deadlines moved.") % {"year": year, "moved": moved}
        )
