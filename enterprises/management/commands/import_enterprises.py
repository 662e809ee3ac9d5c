import json
import shutil
from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from enterprises.models import ImportJob
from enterprises.services import importing
from qualitysup.accounts.models import User
from qualitysup.audit.actor import Door
from qualitysup.casework.exports import write_workbook
from qualitysup.casework.workflow import TransitionRefused


class ImportCommand(BaseCommand):
    """One kind of row; a subject has a command of its own name for each that it can import."""

    kind = ""

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--rejects", type=Path, help="write the rejected rows to this workbook")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")
        parser.add_argument(
            "--as",
            dest="username",
            help="import as this person, inside their divisions; as the system without",
        )

    def handle(self, *, file, dry_run, rejects, username, **options):
        by = None
        if (
            username
            and (by := User.objects.filter(username=username, is_active=True).first()) is None
        ):
            raise CommandError(f"There is no active person “{username}”.")
        try:
            with file.open("rb") as content:
                content = File(content, name=file.name)
                job = importing.submit(content, by=by, kind=self.kind, dry_run=dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except TransitionRefused as refused:
            raise CommandError(f"{file}: {refused.reason}") from refused
        job = importing.run(job.pk, door=Door.COMMAND)
        if job is None:
            raise CommandError(f"{file}: a worker has taken over; see the list of imports.")
        if job.state == ImportJob.State.FAILED:
            raise CommandError(f"{file}: {job.failure}")
        if rejects:
            self.keep_rejects(job, rejects)
        if options["json"]:
            self.stdout.write(json.dumps(job.counts))
        else:
            for name, count in job.counts.items():
                self.stdout.write(f"{name} {count}")

    def keep_rejects(self, job, target):
        with target.open("wb") as copy:
            if job.rejects:
                with job.rejects.open("rb") as stored:
                    shutil.copyfileobj(stored, copy)
            else:
                write_workbook(copy, [*job.columns], [])


class Command(ImportCommand):
    kind = "enterprises"
    help = "Import enterprises from an .xlsx or .csv file; doing it twice changes nothing."
