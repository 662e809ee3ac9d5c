from enterprises.management.commands.import_enterprises import ImportCommand


class Command(ImportCommand):
    kind = "workshops"
    help = "Import food workshops from an .xlsx or .csv file; doing it twice changes nothing."
