"""A real Chromium: nothing here is skipped where it is missing, it fails and says so."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory

PHONE, DESK = 390, 1440
# What the developer tools advise, and no fault of the page.
ADVICE = ("[DOM]", "Autofocus processing was blocked")


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/journeys/" in item.nodeid:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


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
            base_url=live_server.url,
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
        context.set_default_timeout(10_000)
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
