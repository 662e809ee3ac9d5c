import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from knox.models import AuthToken

from qualitysup.accounts.models import User


class Command(BaseCommand):
    help = "Make an API token for a person and print it: once, for only its hash is kept."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--days", type=int, default=90, help="how long it is valid")

    def handle(self, *, username, days, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active person called {username!r}.")
        if not 1 <= days <= 366:
            raise CommandError("A token is valid for 1 to 366 days.")
        _, token = AuthToken.objects.create(user, expiry=dt.timedelta(days=days))
        self.stdout.write(token)
