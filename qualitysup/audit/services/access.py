"""The log of what people read, took out or were refused."""

from ipaddress import ip_address

import pghistory
from django.contrib.contenttypes.models import ContentType

from qualitysup.audit.models import AccessLog


def record(*, by, action, target=None, count=None, detail="", request=None) -> AccessLog:
    """Write down one access: every export and download, every sensitive page, every refusal.

    ``by`` is ``None`` or anonymous for a visitor. ``target`` is the record that was looked at.
    """
    person = by if by is not None and by.pk else None
    with pghistory.context() as context:
        return AccessLog.objects.create(
            by=person,
            division_id=person.home_id if person else None,
            action=action,
            target_type=ContentType.objects.get_for_model(target) if target else None,
            target_id=str(target.pk) if target else "",
            target_name=str(target)[:200] if target else "",
            count=count,
            detail=printable(detail)[:500],
            door=context.metadata.get("door", ""),
            address=address_of(request),
            request_id=context.id,
        )


def printable(text: str) -> str:
    """A path may carry what a database or a reader's terminal would choke on."""
    return "".join(character if character.isprintable() else "�" for character in text)


def address_of(request) -> str | None:
    """The caller's address, or nothing where there is none (a Unix socket, a test)."""
    try:
        return str(ip_address(request.META["REMOTE_ADDR"])) if request is not None else None
    except (KeyError, ValueError):
        return None
