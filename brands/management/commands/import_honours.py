from enterprises.management.commands.import_enterprises import ImportCommand


class Command(ImportCommand):
    kind = "honours"
    help = "Import honours from an .xlsx or .csv file; doing it twice changes nothing."
