"""What breaks while people work: nothing is lost, nothing is doubled, and the page says so.

Real servers, workers and beats, killed and started for each test. ``docs/faults.md`` names the
tests of every other fault.
"""

import datetime as dt
import json
import re
import socket
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Enterprise
from inspections.models import RectificationOrder
from qualitysup.accounts.models import User
from qualitysup.clock.models import Deadline
from qualitysup.documents.models import IssuedDocument
from qualitysup.notices.models import Delivery, Notice
from tests.clock.factories import DeadlineFactory
from tests.doors.conftest import wait_until
from tests.enterprises import workbooks
from tests.enterprises.factories import uscc_number
from tests.inspections.factories import RectificationOrderFactory
from tests.journeys.pages import press, take, told
from tests.journeys.product import Product, broker_number, dead_socket

State = RectificationOrder.State
ORDERS = "/admin/inspections/rectificationorder/"


@pytest.fixture
def faulty(product, password, mail_server, tmp_path):
    """An installation for one test to break, with a mail server that keeps what it gets."""
    (tmp_path / "static").symlink_to(product.home / "static")
    made = Product(
        tmp_path,
        broker_number=broker_number(12),
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(mail_server.port),
    )
    made.forget_tasks()
    yield made
    made.stop()


def ready(web):
    try:
        with urllib.request.urlopen(f"{web.url}/readyz", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as answer:
        return json.load(answer)


def people(username):
    return User.objects.get(username=username)


def waiting_since(*, days, due_in, holder):
    """A deadline that nobody swept since eight o'clock some days ago."""
    today = timezone.localdate()
    due_on = today + dt.timedelta(days=due_in)
    last_sweep = dt.datetime.combine(today - dt.timedelta(days=days), dt.time(8))
    return DeadlineFactory(
        holder=holder,
        started_on=due_on - dt.timedelta(days=60),
        nominal_on=due_on,
        due_on=due_on,
        next_reminder_at=timezone.make_aware(last_sweep),
    )


def pauses_pass():
    """The claim of a dead worker runs out, as it does by itself within a minute."""
    Delivery.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))


def letters(mail_server):
    return sorted((letter["To"], letter["Message-ID"]) for letter in mail_server.letters)


def test_orders_are_issued_while_the_broker_is_away_and_the_letters_follow(
    enter, faulty, mail_server
):
    drafts = RectificationOrderFactory.create_batch(3, officer=people("officer"))
    web = faulty.web(REDIS_URL=dead_socket())
    assert ready(web) == {"ok": False, "database": True, "broker": False, "beat": False}

    officer = enter("officer", at=web)
    officer.goto(drafts[0].get_absolute_url())
    take(officer, "Submit for approval")
    expect(told(officer)).to_contain_text("“Submit for approval” is done.")
    chief = enter("chief", at=web)
    expect(chief.get_by_role("banner").get_by_role("link", name="Inbox")).to_contain_text("1")
    chief.goto(ORDERS)
    chief.locator("#action-toggle").check()
    chief.get_by_label("Action:").select_option(label="Issue the order")
    chief.get_by_role("button", name="Go").click()
    press(chief, "Issue the order: 3 cases")
    expect(told(chief)).to_contain_text("3 done.")

    assert RectificationOrder.objects.filter(state=State.ISSUED).count() == 3
    assert IssuedDocument.objects.filter(kind="rectification_order").count() == 3
    assert Deadline.objects.open().filter(rule__term="correct").count() == 3
    assert Notice.objects.get(recipient__username="chief").kind == "decision"
    assert Delivery.objects.pending().count() == 1
    assert not mail_server.letters

    faulty.worker()
    faulty.call("notices.resend")
    assert wait_until(lambda: not Delivery.objects.pending().exists())
    faulty.call("notices.resend")
    assert [to for to, _id in letters(mail_server)] == [people("chief").email]


def test_a_worker_killed_between_owing_and_sending_leaves_the_letter_to_the_next(
    faulty, mail_server
):
    officer = people("officer")
    # The reminder three days ahead was due yesterday at eight.
    waiting_since(days=1, due_in=2, holder=officer)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        # It claims the letter, calls the mail server, and waits for an answer that never comes.
        first = faulty.worker(EMAIL_PORT=str(silent.getsockname()[1]))
        faulty.call("clock.sweep_deadlines")
        assert wait_until(lambda: Delivery.objects.filter(attempts=1).exists())
        first.kill()
    assert Delivery.objects.pending().get().sent_at is None

    faulty.worker()
    pauses_pass()
    faulty.call("notices.resend")
    assert wait_until(lambda: mail_server.letters)
    assert wait_until(lambda: Delivery.objects.filter(sent_at__isnull=False).exists())
    faulty.call("notices.resend")
    faulty.call("notices.resend")

    assert [to for to, _id in letters(mail_server)] == [officer.email]
    assert Delivery.objects.get().attempts == 2


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ("forty_megabytes", "larger than 20 MB: split it."),
        ("macros", "The workbook has macros: save it as .xlsx without macros."),
        ("bomb", "The file unpacks to far more than a table: save the table anew."),
    ],
)
def test_a_hostile_workbook_is_refused_with_what_to_do(enter, worker, tmp_path, made, words):
    good = workbooks.xlsx(tmp_path / "好.xlsx", [workbooks.row("甲厂", uscc_number(1))])
    file = tmp_path / "坏.xlsx"
    if made == "forty_megabytes":
        file.write_bytes(good.read_bytes() + bytes(40 * 2**20))
    elif made == "macros":
        workbooks.repacked(good, file, add=[("xl/vbaProject.bin", b"x")])
    else:
        workbooks.repacked(good, file, add=[("xl/media/a.bin", bytes(250 * 2**20))])

    page = enter("officer")
    page.goto("/admin/enterprises/importjob/add/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Try it out").click()

    expect(page.locator("#content-start")).to_contain_text(words)
    assert not Enterprise.objects.exists()


def test_two_beats_catch_up_after_three_days_and_tell_everybody_once(faulty, mail_server):
    due = [waiting_since(days=3, due_in=-2, holder=people("officer")) for _ in range(2)]
    hurried = {"DJANGO_SETTINGS_MODULE": "tests.journeys.hurried"}
    for _ in range(2):
        faulty.worker(**hurried)
        faulty.beat(**hurried)
    # Three stages passed, the last the day after the deadline: that one is told, to both of them.
    expected = sorted(
        (f"deadline:{deadline.pk}", who, kind)
        for deadline in due
        for who, kind in [("officer", "overdue"), ("chief", "escalation")]
    )
    assert wait_until(lambda: len(mail_server.letters) >= len(expected))
    # Both go on and on, and owe nothing more.
    swept = faulty.said.count("clock.sweep_deadlines")
    assert wait_until(lambda: faulty.said.count("clock.sweep_deadlines") > swept + 10)

    assert sorted(Notice.objects.values_list("topic", "recipient__username", "kind")) == expected
    assert len(set(letters(mail_server))) == len(mail_server.letters) == len(expected)
    assert not Delivery.objects.exclude(attempts=1).exists()


def test_the_list_of_faults_names_tests_that_there_are():
    root = Path(settings.BASE_DIR)
    named = re.findall(r"`(tests/\S+\.py)::(test_\w+)`", (root / "docs/faults.md").read_text())

    assert len(named) > 20
    for file, test in named:
        assert f"def {test}(" in (root / file).read_text(), f"{file}::{test}"
