from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from enterprises.services import industries


class Command(BaseCommand):
    help = "Load the full table of GB/T 4754 from a CSV file with the columns code and name."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            count = industries.load(file)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {error.messages[0]}") from error
        self.stdout.write(str(count))
