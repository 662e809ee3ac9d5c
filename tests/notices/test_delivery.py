"""Letters through a real SMTP server, chats through a real HTTP one, and workers that die."""

import datetime as dt
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from django.utils import timezone

from qualitysup.notices.models import Delivery, Kind
from qualitysup.notices.services import delivery, digests, inbox, owing
from tests.doors.conftest import wait_until
from tests.factories import UserFactory

# Apprise looks for a module that Python 3.13 no longer has.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


@pytest.fixture
def person(db):
    return UserFactory(full_name="陈晓", email="chen@example.com")


def let_pauses_pass():
    Delivery.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))


def test_a_letter_arrives_as_it_was_owed(owe, person, mail_server, settings):
    settings.SITE_URL = "https://zj.example.cn"
    owe(person, body="责令改正通知书 3 日后到期", url="/admin/")

    delivery.resend()

    letter = mail_server.letters[0]
    sent = Delivery.objects.get()
    assert letter["To"] == "chen@example.com"
    assert letter["Message-ID"] == f"<{sent.notice_id}@zj.example.cn>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "https://zj.example.cn/admin/" in letter.get_payload(decode=True).decode()
    assert sent.sent_at
    assert sent.attempts == 1


def test_sending_again_sends_nothing(owe, person, mail_server):
    owe(person)

    delivery.resend()
    delivery.resend()
    delivery.deliver_all([Delivery.objects.get().pk])

    assert len(mail_server.letters) == 1


def test_a_mail_server_that_is_down_is_tried_again_later_and_later(owe, person, mail_server):
    mail_server.answers["MAIL"] = "451 try again later"
    owe(person)

    pauses = []
    for _ in range(4):
        delivery.resend()
        delivery.resend()  # rests
        row = Delivery.objects.get()
        pauses.append(round((row.claimed_until - timezone.now()).total_seconds() / 60))
        let_pauses_pass()

    assert pauses == [1, 2, 4, 8]
    assert row.attempts == 4
    assert "451" in row.last_error

    mail_server.answers.clear()
    delivery.resend()
    assert len(mail_server.letters) == 1
    assert Delivery.objects.get().last_error == ""


def test_nobody_listening_is_a_pause_not_a_loss(owe, person, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    owe(person)
    delivery.resend()

    assert Delivery.objects.pending().get().attempts == 1


def test_one_try_tells_that_a_server_is_down_and_the_rest_wait(owe, person, mail_server):
    mail_server.answers["MAIL"] = "451 try again later"
    for n in range(3):
        owe(person, topic=f"deadline:{n}")

    assert delivery.resend() == 1


def test_one_call_to_the_server_carries_many_letters_and_a_bad_address_stops_none(
    db, owe, mail_server
):
    people = [UserFactory(email=f"p{n}@example.com") for n in range(6)]
    owe(*people)
    type(people[2]).objects.filter(pk=people[2].pk).update(email="bad\naddress@example.com")

    delivery.resend()

    assert len(mail_server.letters) == 5
    assert mail_server.calls == 1


def test_a_server_that_hangs_up_is_called_again(db, owe, mail_server):
    people = [UserFactory(email=f"p{n}@example.com") for n in range(3)]
    owe(*people)
    mail_server.answers["RCPT"] = "550 no such user"
    delivery.resend()

    assert mail_server.calls == 3
    assert Delivery.objects.given_up().count() == 3


def test_an_address_that_does_not_exist_is_given_up(owe, person, mail_server):
    mail_server.answers["RCPT"] = "550 no such user"
    owe(person)

    delivery.resend()

    row = Delivery.objects.get()
    assert row.given_up_at
    assert "550" in row.last_error
    assert not Delivery.objects.pending().exists()


def test_after_three_days_the_inbox_must_do(owe, person, mail_server, time_machine):
    mail_server.answers["MAIL"] = "451 try again later"
    owe(person)
    time_machine.move_to(timezone.now() + dt.timedelta(days=3, minutes=1))

    delivery.resend()

    assert Delivery.objects.get().given_up_at


def test_a_letter_that_cannot_be_written_does_not_stop_those_behind_it(
    owe, person, mail_server, caplog
):
    owe(person, topic="bad")
    owe(UserFactory(email="good@example.com"), topic="good")
    type(person).objects.filter(pk=person.pk).update(email="bad\naddress@example.com")

    delivery.resend()

    assert [letter["To"] for letter in mail_server.letters] == ["good@example.com"]
    assert Delivery.objects.get(notice__topic="bad").attempts == 1


# --- A worker dies -------------------------------------------------------------------------------


def test_a_worker_killed_before_it_sent_leaves_the_letter_to_the_next_minute(
    transactional_db, nobody_publishes, owe, mail_server, in_a_process_that_dies
):
    """Killed with -9 between claiming and sending: the claim runs out, and it is sent once."""
    person = UserFactory(email="chen@example.com")
    owe(person)
    row = Delivery.objects.get()
    connection.close()

    def claim_and_stall():
        delivery._claim(row.pk)
        time.sleep(60)

    kill = in_a_process_that_dies(claim_and_stall)
    assert wait_until(lambda: Delivery.objects.get().attempts == 1)
    kill()

    delivery.resend()
    assert not mail_server.letters  # the claim holds for a while
    let_pauses_pass()
    delivery.resend()
    delivery.resend()

    assert len(mail_server.letters) == 1
    assert Delivery.objects.get().sent_at


def test_a_worker_killed_while_the_server_has_the_letter_sends_the_same_message_id_again(
    transactional_db, nobody_publishes, owe, mail_server, in_a_process_that_dies
):
    """The one window that cannot be closed: taken by the server, not yet written down by us."""
    owe(UserFactory(email="chen@example.com"))
    row = Delivery.objects.get()
    mail_server.may_accept.clear()
    connection.close()

    kill = in_a_process_that_dies(lambda: delivery.deliver_all([row.pk]))
    assert mail_server.received.wait(10)
    kill()
    mail_server.may_accept.set()
    assert Delivery.objects.get().sent_at is None
    let_pauses_pass()
    delivery.resend()

    assert {letter["Message-ID"] for letter in mail_server.letters} == {
        f"<{row.notice_id}@localhost>"
    }
    assert Delivery.objects.get().sent_at


def test_a_slow_worker_keeps_its_letter_though_its_claim_ran_out(
    transactional_db, nobody_publishes, owe, mail_server, monkeypatch
):
    monkeypatch.setattr(delivery, "LEASE", dt.timedelta(0))
    owe(UserFactory(email="chen@example.com"))
    row = Delivery.objects.get()
    mail_server.may_accept.clear()

    def send():
        try:
            delivery.deliver_all([row.pk])
        finally:
            connection.close()

    slow = threading.Thread(target=send)
    slow.start()
    assert mail_server.received.wait(10)
    assert Delivery.objects.claimable().exists()  # the claim alone would let it go twice
    delivery.resend()
    mail_server.may_accept.set()
    slow.join()
    delivery.resend()

    assert len(mail_server.letters) == 1


def test_many_workers_at_once_send_each_letter_once(
    transactional_db, nobody_publishes, owe, mail_server
):
    for n in range(12):
        owe(UserFactory(email=f"p{n}@example.com"), topic=f"deadline:{n}")
    together = threading.Barrier(4)

    def run(_number):
        together.wait()
        try:
            delivery.resend()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))

    assert sorted(letter["To"] for letter in mail_server.letters) == sorted(
        f"p{n}@example.com" for n in range(12)
    )


# --- Chats ---------------------------------------------------------------------------------------


@pytest.fixture
def chat(settings):
    """An HTTP server that takes what a chat robot posts; ``status`` is its answer."""

    class Robot(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.posts.append(json.loads(body))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Robot)
    server.posts, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.CHAT_CHANNELS = [f"json://127.0.0.1:{server.server_port}/"]
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_chat_is_told_whom_the_notice_is_for(owe, person, chat):
    owe(person, body="3 日后到期")

    delivery.resend()

    assert chat.posts[0]["title"] == "陈晓: 责令改正：7 日后到期"
    assert chat.posts[0]["message"] == "3 日后到期"


def test_a_chat_that_is_down_does_not_hold_up_the_letter(owe, person, chat, mailoutbox):
    chat.status = 503
    owe(person)

    delivery.resend()

    assert len(mailoutbox) == 1
    waiting = Delivery.objects.pending().get()
    assert (waiting.channel, waiting.attempts) == ("chat", 1)

    chat.status = 200
    let_pauses_pass()
    delivery.resend()
    assert not Delivery.objects.pending().exists()
    assert len(mailoutbox) == 1


def test_a_chat_that_is_no_longer_configured_is_given_up(owe, person, chat, settings):
    owe(person)
    settings.CHAT_CHANNELS = []

    delivery.resend()

    assert Delivery.objects.given_up().get().channel == "chat"


# --- The digest ----------------------------------------------------------------------------------


@pytest.fixture
def crowded(owe, person):
    for n in range(owing.SINGLY_PER_DAY + 4):
        owe(person, topic=f"deadline:{n}", subject=f"事项 {n}")
    return person


def test_what_was_held_back_goes_out_in_one_letter(crowded, mailoutbox):
    assert digests.send_digests() == 1
    delivery.resend()

    assert len(mailoutbox) == owing.SINGLY_PER_DAY + 1
    letter = mailoutbox[-1]
    assert letter.subject == "4 new notices"
    assert [f"· 事项 {n}" in letter.body for n in range(9)] == [False] * 5 + [True] * 4
    assert not Delivery.objects.held_back().exists()


def test_a_person_gets_one_digest_a_day(crowded, owe, mailoutbox):
    digests.send_digests()
    owe(crowded, topic="deadline:late")

    assert digests.send_digests() == 0

    assert Delivery.objects.held_back().count() == 1
    assert crowded.notices.filter(kind=Kind.DIGEST).count() == 1


def test_two_digest_runs_at_once_make_one_letter(transactional_db, nobody_publishes, owe):
    person = UserFactory(email="chen@example.com")
    for n in range(owing.SINGLY_PER_DAY + 4):
        owe(person, topic=f"deadline:{n}")
    together = threading.Barrier(2)

    def run(_number):
        together.wait()
        try:
            return digests.send_digests()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(run, range(2))) == 1
    assert person.notices.filter(kind=Kind.DIGEST).count() == 1


def test_the_digest_does_not_count_as_a_notice_of_its_own(crowded):

    before = inbox.unread_count(crowded)
    digests.send_digests()

    assert inbox.unread_count(crowded) == before == owing.SINGLY_PER_DAY + 4
