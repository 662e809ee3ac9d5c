from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from standards.services import classifications


class Command(BaseCommand):
    help = "Load the full tables of ICS, CCS and the letters of sectors from CSV files."

    def add_arguments(self, parser):
        parser.add_argument("--ics", type=Path, help="columns code, name or description_en")
        parser.add_argument("--ccs", type=Path, help="columns code, name")
        parser.add_argument("--prefixes", type=Path, help="columns prefix, name, authority")

    def handle(self, *, ics, ccs, prefixes, **options):
        given = [("ICS", ics), ("CCS", ccs), ("prefixes", prefixes)]
        if not any(file for _, file in given):
            raise CommandError("Name at least one file: --ics, --ccs or --prefixes.")
        for name, file in given:
            if file:
                self.stdout.write(f"{name} {self.load(name, file)}")

    def load(self, name, file):
        try:
            if name == "prefixes":
                return classifications.load_prefixes(file)
            return classifications.load(name, file)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except ValidationError as error:
            raise CommandError(f"{file}: {error.messages[0]}") from error
