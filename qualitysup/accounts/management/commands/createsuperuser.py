from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    """Stands in front of Django's command of the same name."""

    help = "Refuses: nobody stands above the separation of duties."

    def handle(self, *args, **options):
        raise CommandError(
            "There are no superusers here: the security administrator adds people and gives them "
            "roles, and the database refuses is_superuser (user_nobody_above_the_rules)."
        )
