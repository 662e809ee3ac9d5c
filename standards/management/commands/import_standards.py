from enterprises.management.commands.import_enterprises import ImportCommand


class Command(ImportCommand):
    kind = "standards"
    help = "Import a catalogue of standards from .xlsx or .csv; doing it twice changes nothing."
