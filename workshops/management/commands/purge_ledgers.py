from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from workshops.services import retention


class Command(BaseCommand):
    help = (
        "Take lots, sales and papers out of the ledgers once the law keeps them no longer"
        " (食品安全法 50). Without --apply nothing is touched: it says what would go, and what"
        " stays and why."
    )

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="take them out")

    def handle(self, *, apply, **options):
        found = retention.purge(apply=apply)
        words = (
            _("Taken out: %(lots)d lots, %(papers)d quarantine papers.")
            if apply
            else _("Would go: %(lots)d lots, %(papers)d quarantine papers. Nothing was touched.")
        )
        gone = {"lots": found.gone["lots"], "papers": found.gone["papers"]}
        self.stdout.write(words % gone)
        for lot, reason in found.stays:
            self.stdout.write(
                _("Stays: %(lot)s of %(workshop)s: %(reason)s.")
                % {"lot": lot, "workshop": lot.workshop, "reason": reason}
            )
