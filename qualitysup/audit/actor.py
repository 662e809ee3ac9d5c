"""Who is at work and through which door, told to the database's history triggers."""

from contextlib import contextmanager

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Door(models.TextChoices):
    """The way a change came in. None at all is somebody directly in the database."""

    ADMIN = "admin", _("admin")
    API = "api", _("API")
    FIELD = "field", _("field app")
    PAGE = "page", _("page")
    COMMAND = "command", _("command")
    TASK = "task", _("background task")


class ContextEncoder(DjangoJSONEncoder):
    """Asks a callable when the first change is written, so that reading costs nothing."""

    def default(self, value):
        return value() if callable(value) else super().default(value)


# Inside an enclosing ``acting`` the person stays who they are unless somebody else is named.
SAME = object()


@contextmanager
def acting(user=SAME, *, door: str, where: str = ""):
    """Everything written inside is by this person, through this door.

    Commands and tasks say so themselves; requests pass through ``ActorMiddleware``. ``user`` may be
    a person, ``None``, or a callable that gives a person's id. Enter it outside a transaction: the
    database remembers who it was until the transaction ends.
    """
    with pghistory.context() as context:
        outside = dict(context.metadata)
        if user is SAME:
            user = outside.get("user")
        who = getattr(user, "pk", user)
        context.metadata.update({"user": who, "door": str(door), "where": where})
        try:
            yield context
        finally:
            context.metadata.clear()
            context.metadata.update(outside)


def user_id() -> int | None:
    """The person at work now, if any."""
    with pghistory.context() as context:
        who = context.metadata.get("user")
    return who() if callable(who) else who
