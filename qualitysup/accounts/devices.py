"""Phones with the field app: noted when they call, closed when they are lost."""

import datetime as dt
import hashlib
import re
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.dispatch import receiver
from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from qualitysup.accounts.models import Device

# A phone calls hundreds of times a day; what it says of itself is written down this often.
NOTED_EVERY = dt.timedelta(hours=1)
RECOUNTED_EVERY = dt.timedelta(minutes=5)
NOTED, SIGNED_IN = "device", "signed_in_at"


@receiver(user_logged_in)
def remember_when(request, **kwargs):
    """A sign-in from before its phone was closed ends, whichever of them the phone noted last."""
    request.session[SIGNED_IN] = timezone.now().timestamp()


class DeviceMiddleware:
    """Notes which phone a call of the API comes from, and whose records it thinks it sends.

    A call that another person's sign-in would carry is refused: nobody hands in what somebody else
    wrote on the same phone. Every answer says what time it is here (``X-Now``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        uuid = named(request)
        response = self.answer(request, uuid)
        if uuid is not None:
            response["X-Now"] = timezone.now().isoformat(timespec="milliseconds")
        return response

    def answer(self, request, uuid):
        if uuid is not None and request.user.is_authenticated:
            meant = request.headers.get("X-Person", "")
            if meant and meant != str(request.user.pk):
                return signed_out(
                    "someone_else", _("Somebody else is signed in on this phone."), request.user
                )
            if is_due(request, uuid) and not note(request, uuid):
                logout(request)
                return signed_out("closed", _("This phone was signed out by the office."))
        return self.get_response(request)


def named(request) -> UUID | None:
    """The phone that a call names; other programs name none, or no UUID."""
    said = request.headers.get("X-Device")
    if not said or not request.path_info.startswith("/api/"):
        return None
    try:
        return UUID(said)
    except ValueError:
        return None


def signed_out(code, words, person=None):
    body = {
        "type": f"urn:qualitysup:problem:{code}",
        "status": 401,
        "code": code,
        "detail": words,
    }
    if person is not None:
        body["person"] = {"id": person.pk, "name": str(person)}
    return JsonResponse(body, status=401, content_type="application/problem+json")


def seal(request) -> str:
    """The SHA-256 of the phone's secret, if the call says one."""
    said = request.headers.get("X-Device-Seal", "")
    return said if re.fullmatch(r"[0-9a-f]{64}", said) else ""


def unsent(request) -> int | None:
    said = request.headers.get("X-Unsent", "")
    return min(int(said), 1_000_000) if said.isascii() and said.isdecimal() else None


def is_due(request, uuid) -> bool:
    """Whether to write down that the phone was here; kept in the session, which is read anyway."""
    phone, at, count = request.session.get(NOTED, ("", 0, None))
    age = timezone.now().timestamp() - at
    if phone != str(uuid) or age >= NOTED_EVERY.total_seconds():
        return True
    return count != unsent(request) and age >= RECOUNTED_EVERY.total_seconds()


@transaction.atomic
def note(request, uuid) -> bool:
    """Write down that this phone of this person was here; false where it was closed.

    Whoever signs in anew on it has found it again, once it did what it was told to.
    """
    now, count = timezone.now(), unsent(request)
    name = request.headers.get("User-Agent", "")[:200]
    device, _is_new = Device.objects.select_for_update().get_or_create(
        uuid=uuid,
        person=request.user,
        defaults={"name": name, "first_seen_at": now, "last_seen_at": now},
    )
    if device.closed_at is not None:
        signed_in = request.session.get(SIGNED_IN, 0)
        if (device.wipe and device.obeyed_at is None) or signed_in <= device.closed_at.timestamp():
            return False
    device.name, device.last_seen_at, device.unsent = name, now, count
    # The first stays: whoever heard the number cannot put a secret of their own in its place.
    device.seal = device.seal or seal(request)
    device.session_key = request.session.session_key or ""
    device.closed_at = device.closed_by = device.obeyed_at = None
    device.closed_why, device.wipe = "", False
    device.save()
    request.session[NOTED] = [str(uuid), now.timestamp(), count]
    return True


@transaction.atomic
def close(device, *, by, why: str, wipe: bool) -> Device:
    """Sign a lost phone out: its sign-in ends now, the rest when it calls the next time."""
    device = Device.objects.locked().get(pk=device.pk)
    if device.session_key:
        SessionStore(device.session_key).delete()
    device.closed_at, device.closed_by, device.closed_why = timezone.now(), by, why
    device.wipe, device.obeyed_at, device.session_key = wipe, None, ""
    device.save()
    return device


def orders(uuid: UUID) -> dict:
    """What a phone is to do, asked without a sign-in: whose records to lock, whose to delete."""
    found = {"lock": [], "wipe": []}
    waiting = Device.objects.filter(uuid=uuid, closed_at__isnull=False, obeyed_at=None)
    for person, wipe in waiting.order_by("pk").values_list("person_id", "wipe"):
        found["wipe" if wipe else "lock"].append(person)
    return found


def obeyed(uuid: UUID, secret: str) -> bool:
    """The phone says that it did so; false where it was not that phone.

    It proves itself by the secret whose hash it gave while its person was signed in: a desk that
    reads “wiped” has it from the phone and not from whoever saw its number.
    """
    told_by = Device.objects.filter(uuid=uuid, seal=hashlib.sha256(secret.encode()).hexdigest())
    waiting = told_by.filter(closed_at__isnull=False, obeyed_at=None)
    waiting.update(obeyed_at=timezone.now())
    return told_by.exists()
