import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from inspections import checklist_files
from inspections.models import ChecklistVersion


class Command(BaseCommand):
    help = "Write a version of a checklist as the JSON that import_checklist reads."

    def add_arguments(self, parser):
        parser.add_argument("code")
        parser.add_argument("--number", type=int, help="the version; the newest published if none")
        parser.add_argument("--output", type=Path, help="a file instead of standard output")

    def handle(self, *, code, number, output, **options):
        versions = ChecklistVersion.objects.whole().filter(checklist__code=code)
        versions = versions.filter(number=number) if number else versions.published()
        version = versions.order_by("-number").first()
        if version is None:
            raise CommandError(f"There is no such version of a checklist called {code}.")
        text = json.dumps(checklist_files.written(version), ensure_ascii=False, indent=1)
        if output:
            output.write_text(f"{text}\n", encoding="utf-8")
        else:
            self.stdout.write(text)
