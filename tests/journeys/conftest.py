"""A real Chromium: nothing here is skipped where it is missing, it fails and says so."""

import os
import threading

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import sync_playwright

from qualitysup.accounts import demo as people
from qualitysup.accounts.models import User
from qualitysup.accounts.roles import Role
from qualitysup.documents import demo as agencies
from tests.factories import UserFactory
from tests.journeys.product import Product, broker_number
from tests.notices.conftest import mail_server

__all__ = ["mail_server"]

PHONE, DESK = 390, 1440
# As long as an answer may take on two busy cores.
PATIENCE = 30_000
# What the developer tools advise, and what they remark of a refusal: no fault of the page.
ADVICE = (
    "[DOM]",
    "Autofocus processing was blocked",
    "Failed to load resource: the server responded with a status of 409",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


class Requests:
    """How many requests the live server is at work on, in threads of its own."""

    def __init__(self):
        self.open, self.changed = 0, threading.Condition()

    def begun(self, **kwargs):
        self._count(1)

    def ended(self, **kwargs):
        self._count(-1)

    def _count(self, step):
        # What a test asks by Django's own client it has waited for.
        if threading.current_thread() is not threading.main_thread():
            with self.changed:
                self.open += step
                self.changed.notify_all()

    def are_done(self) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: not self.open, timeout=60)


@pytest.fixture(scope="session")
def requests():
    counted = Requests()
    request_started.connect(counted.begun)
    request_finished.connect(counted.ended)
    return counted


@pytest.fixture(autouse=True)
def _nothing_is_under_way_when_a_test_ends(requests):
    """A browser is closed at once; what it asked for last would be answered without a database.

    Its transaction would stay open then, and hold what the next test wants to lock.
    """
    yield
    assert requests.are_done()


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.fail("Set CHROMIUM to a Chromium; bin/test finds or installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """``open_page(width=PHONE, scheme="dark")``: a page that fails the test on any complaint.

    A complaint is an error in the console, a script that threw, a breach of the strict CSP or a
    file that is not there.
    """
    complaints, contexts = [], []

    def open_one(*, width=DESK, scheme="light", language="en", **options):
        context = chromium.new_context(
            base_url=options.pop("base_url", live_server.url),
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            color_scheme=scheme,
            locale=language,
            timezone_id="Asia/Shanghai",
            has_touch=width == PHONE,
            # No colour is caught half way to the next.
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda message: complain(message.type, message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    def complain(kind, text):
        if kind in ("error", "warning") and not text.startswith(ADVICE):
            complaints.append(text)

    open_one.complaints = complaints
    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(open_page):
    return open_page()


@pytest.fixture
def signed_in(open_page, live_server):
    """``signed_in(Role.INSPECTOR)`` or ``signed_in(person)``: a page of somebody who is in."""

    def sign_in(who, **options):
        person = UserFactory(roles=[who]) if isinstance(who, Role) else who
        client = Client()
        client.force_login(person, backend="qualitysup.accounts.backends.RoleBackend")
        page = open_page(**options)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page.person = person
        return page

    return sign_in


# --- The product as it is served, with the people of the demo bureau ------------------------------


@pytest.fixture(scope="session")
def product(django_db_setup, tmp_path_factory):
    """One for all journeys of a run: its web server and its worker are started when needed."""
    made = Product(tmp_path_factory.mktemp("product"), broker_number=broker_number(8))
    made.forget_tasks()
    made.manage("collectstatic", "--no-input")
    yield made
    made.stop()


@pytest.fixture(scope="session")
def served(product):
    return product.web()


@pytest.fixture(scope="session")
def worker(product):
    return product.worker()


@pytest.fixture
def password(transactional_db, settings, tmp_path):
    """The one password of the demo people, who are all there now, as are the agencies.

    They read English, as all tests do.
    """
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    people.load(say=lambda words: None)
    agencies.load()
    User.objects.update(language="en")
    _username, password, *_role = people.accounts_file().read_text().split()[:3]
    return password


@pytest.fixture
def enter(open_page, served, password):
    """``enter("officer")``: signs in as a person does; the page is the person's home."""

    def sign_in(username, *, at=served, **options):
        page = open_page(base_url=at.url, **options)
        page.goto("/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("/")
        return page

    return sign_in
