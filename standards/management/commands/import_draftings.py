from enterprises.management.commands.import_enterprises import ImportCommand


class Command(ImportCommand):
    kind = "draftings"
    help = "Import who drafted which standard from .xlsx or .csv; twice changes nothing."
