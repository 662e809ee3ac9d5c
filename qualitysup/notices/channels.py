"""The ways out of the house: e-mail and chats. Each sends one notice or says why it could not."""

import hashlib
from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urljoin, urlsplit

import apprise
from django.conf import settings
from django.core import mail
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


class Outside:
    """The ways out for one run: the mail server is called for the first letter, and hung up on
    after the last.

    So that nothing but writing it down comes between the server's yes and the row that says sent.
    """

    def __init__(self):
        self._mail = None

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._hang_up()

    def send(self, delivery) -> None:
        """Send one delivery now; raises ``Unavailable`` or ``Undeliverable``."""
        notice = delivery.notice
        with translation.override(language_of(notice.recipient)):
            if delivery.channel == Channel.EMAIL:
                self._send_email(notice)
            else:
                _send_chat(notice, delivery.target)

    def _send_email(self, notice):
        try:
            if self._mail is None:
                self._mail = mail.get_connection()
                self._mail.open()
            self._mail.send_messages([_letter(notice)])
        except (SMTPException, OSError) as fault:
            self._hang_up()
            raise _meaning(fault) from fault

    def _hang_up(self):
        connection, self._mail = self._mail, None
        if connection is not None:
            with suppress(SMTPException, OSError):
                connection.close()


def _letter(notice):
    # The same notice always carries the same id: if a worker dies after the mail server took it
    # and before this was written down, mail systems can tell the second copy from a new letter.
    host = urlsplit(settings.SITE_URL).hostname
    return mail.EmailMessage(
        subject=notice.subject,
        body=_text(notice),
        to=[notice.recipient.email],
        headers={"Message-ID": f"<{notice.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def _meaning(fault):
    """A recipient who does not exist is final. All else, a wrong password too, may be put right."""
    if isinstance(fault, SMTPRecipientsRefused):
        codes = [code for code, _reason in fault.recipients.values()]
        if min(codes) >= 500:
            return Undeliverable(fault)
    return Unavailable(fault)


def language_of(person) -> str:
    return person.language or settings.LANGUAGE_CODE


def _text(notice):
    link = urljoin(settings.SITE_URL, notice.url) if notice.url else ""
    return "\n\n".join(part for part in (notice.body, link) if part) or notice.subject


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
