import argparse
from pathlib import Path

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from inspections import shapes
from inspections.services import checklists
from qualitysup.accounts.models import User
from qualitysup.audit.actor import Door, acting
from qualitysup.casework.workflow import TransitionRefused


# A checklist is in force because a person of the bureau published it, and a migration is nobody:
# so those that the product ships, each subject in its ``data/checklists``, are taken in by this
# command (and by the demo with it), in the name of somebody, where a bureau that has its own need
# not have ours.
def shipped_files() -> list[Path]:
    folders = [Path(app.path) / "data" / "checklists" for app in apps.get_app_configs()]
    found = [path for folder in folders for path in folder.glob("*.json")]
    return sorted(found, key=lambda path: path.name)


class Command(BaseCommand):
    help = (
        "Read checklists from JSON files into drafts; --publish puts them in force. Reading the"
        " same file again changes nothing. docs/checklist-file.md describes the file."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--shipped", action="store_true", help="those that come with it")
        parser.add_argument("--by", required=True, help="username of the person who answers for it")
        parser.add_argument("--publish", action=argparse.BooleanOptionalAction, default=False)

    def handle(self, *, files, shipped, by, publish, **options):
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is nobody called {by}.")
        paths = [*files, *(shipped_files() if shipped else [])]
        if not paths:
            raise CommandError("Name files, or say --shipped.")
        with acting(person, door=Door.COMMAND, where="import_checklist"):
            for path in paths:
                self.take_in(path, person, publish=publish)

    def take_in(self, path, person, *, publish):
        try:
            data = checklists.read_json(path.read_bytes())
            version, is_new = checklists.take_in(data, by=person)
            if publish and version.is_draft:
                version, is_new = checklists.publish(version, by=person), True
        except OSError as error:
            raise CommandError(f"{path}: {error}") from error
        except ValidationError as refusal:
            faults = "\n".join(f"{path}: {each}" for each in shapes.lines(refusal))
            raise CommandError(faults) from refusal
        except TransitionRefused as refusal:
            raise CommandError(f"{path}: {refusal.reason}") from refusal
        state = "unchanged" if not is_new else "draft" if version.is_draft else "in force"
        self.stdout.write(f"{version.checklist.code} v{version.number}: {state}")
