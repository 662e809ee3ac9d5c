from importlib import import_module

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.module_loading import module_has_submodule

from qualitysup.audit.actor import Door, acting


class Command(BaseCommand):
    help = "Load the demo bureau. Running it again changes nothing that is there already."

    def add_arguments(self, parser):
        parser.add_argument(
            "--enterprises", type=int, default=3000, help="size of the fictional register"
        )

    @acting(None, door=Door.COMMAND, where="load_demo")
    def handle(self, *, enterprises, **options):
        if not 100 <= enterprises <= 2_000_000:
            raise CommandError("--enterprises takes a number from 100 to 2,000,000.")
        # Every app's ``demo.load``, from the kernel upward: what lies below is there already.
        for config in reversed(list(apps.get_app_configs())):
            if module_has_submodule(config.module, "demo"):
                import_module(f"{config.name}.demo").load(enterprises=enterprises, say=self.say)
        # Tables that were empty a minute ago: the planner is not to take them for empty.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def say(self, words):
        self.stderr.write(str(words))
