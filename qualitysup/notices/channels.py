"""The ways out of the house: e-mail and chats. Each sends one notice or says why it could not."""

import hashlib
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urljoin, urlsplit

import apprise
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from qualitysup.notices.models import Channel

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Unavailable(Exception):
    """The channel does not take it now; later it may."""


class Undeliverable(Exception):
    """The channel will never take this; trying again is of no use."""


def ways_to(person) -> list[tuple[str, str]]:
    """The (channel, target) pairs that reach a person as the system is configured."""
    ways = []
    if person.email and (settings.EMAIL_HOST or settings.EMAIL_BACKEND != SMTP):
        ways.append((Channel.EMAIL, ""))
    ways += [(Channel.CHAT, target) for target in chats()]
    return ways


def chats() -> dict[str, str]:
    """The configured chat addresses by the short name that a delivery keeps."""
    return {hashlib.sha256(url.encode()).hexdigest()[:16]: url for url in settings.CHAT_CHANNELS}


def send(delivery) -> None:
    """Send one delivery now; raises ``Unavailable`` or ``Undeliverable``."""
    notice = delivery.notice
    with translation.override(language_of(notice.recipient)):
        if delivery.channel == Channel.EMAIL:
            _send_email(notice)
        else:
            _send_chat(notice, delivery.target)


def language_of(person) -> str:
    return person.language or settings.LANGUAGE_CODE


def _text(notice):
    link = urljoin(settings.SITE_URL, notice.url) if notice.url else ""
    return "\n\n".join(part for part in (notice.body, link) if part) or notice.subject


def _send_email(notice):
    # The same notice always carries the same id: if a worker dies after the mail server took it
    # and before this was written down, mail systems can tell the second copy from a new letter.
    host = urlsplit(settings.SITE_URL).hostname
    message = EmailMessage(
        subject=notice.subject,
        body=_text(notice),
        to=[notice.recipient.email],
        headers={"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _reason in refused.recipients.values()]
        raise (Undeliverable if min(codes) >= 500 else Unavailable)(refused) from refused
    except SMTPResponseException as refused:
        # A wrong password or a refused sender is ours to put right, so it is tried again.
        raise Unavailable(refused) from refused
    except (SMTPException, OSError) as fault:
        raise Unavailable(fault) from fault


def _send_chat(notice, target):
    url = chats().get(target)
    if url is None:
        raise Undeliverable(_("This chat is no longer configured."))
    chat = apprise.Apprise()
    if not chat.add(url):
        raise Undeliverable(_("The chat's address is not understood."))
    # A chat is a room: the message says whom it is for.
    if not chat.notify(title=f"{notice.recipient}: {notice.subject}", body=_text(notice)):
        raise Unavailable(_("The chat did not take the message."))
