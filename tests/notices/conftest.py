import os
import signal
import socketserver
import threading
from email import message_from_bytes

import pytest
from django.db import connection
from django.utils import translation

from qualitysup.notices.models import Kind
from qualitysup.notices.services import owing, publishing


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def owe():
    """Owe one notice; what a test does not care about is filled in."""

    def owe(*people, **facts):
        facts = {
            "topic": "deadline:1",
            "stage": "-7",
            "kind": Kind.REMINDER,
            "subject": "责令改正：7 日后到期",
            **facts,
        }
        return owing.owe(people, **facts)

    return owe


@pytest.fixture
def nobody_publishes(monkeypatch):
    """As if the broker were away: what is owed waits for ``resend``."""
    monkeypatch.setattr(publishing, "publish", lambda delivery_ids: None)


class MailServer(socketserver.ThreadingTCPServer):
    """As much SMTP as a letter needs. ``answers`` may say what a command is answered instead."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters, self.answers, self.calls = [], {}, 0
        # Cleared, the server has the letter but does not say so yet.
        self.may_accept = threading.Event()
        self.may_accept.set()
        self.received = threading.Event()

    @property
    def port(self):
        return self.server_address[1]


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self):
        self.server.calls += 1
        self.say("220 mail.test")
        for line in self.rfile:
            verb = line.split()[0].upper().decode()
            if answer := self.server.answers.get(verb):
                self.say(answer)
            elif verb == "DATA":
                self.say("354 go on")
                self.receive()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def receive(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.received.set()
        self.server.may_accept.wait()
        self.server.letters.append(message_from_bytes(b"".join(lines)))
        self.say("250 taken")


@pytest.fixture
def mail_server(settings):
    """A real SMTP server at the other end of a real socket."""
    server = MailServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    yield server
    server.may_accept.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def in_a_process_that_dies():
    """Run something in a forked process; returns the function that kills it with -9."""

    def start(work):
        pid = os.fork()
        if pid == 0:
            # After journeys the connection found here is one that the parent holds too: killed,
            # this process would leave it open, and in its transaction.
            connection.connection = None
            try:
                work()
            finally:
                os._exit(0)

        def kill():
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

        return kill

    return start
