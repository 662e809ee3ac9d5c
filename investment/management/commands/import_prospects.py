from django.core.management.base import CommandError

from enterprises.management.commands.import_enterprises import ImportCommand


class Command(ImportCommand):
    kind = "prospects"
    help = "Import prospects from an .xlsx or .csv file; doing it twice changes nothing."

    def handle(self, *, username, **options):
        if not username:
            raise CommandError("A prospect has an officer in charge: name one with --as.")
        super().handle(username=username, **options)
