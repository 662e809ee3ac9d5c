"""Phones with the field app, each a browser of its own; ``bin/test`` has made the bundle."""

import pytest
from django.contrib.staticfiles import finders

from qualitysup.accounts.roles import Role
from tests.factories import UserFactory
from tests.journeys.field.phone import Phone


@pytest.fixture
def phone(chromium, live_server, tmp_path):
    """``phone(person)``: somebody's phone, signed in, the app opened and its shell kept.

    ``skew`` a timedelta by which its clock is wrong, ``scheme``, ``language``, ``width``, ``place``
    as the browser takes them; ``opened=False`` leaves it in the pocket. A complaint of any page,
    a script that threw or a breach of the strict CSP fails the test.
    """
    if finders.find("dist/field.js") is None:
        pytest.fail("The field app is not bundled; bin/test bundles it.")
    complaints, phones = [], []

    def hand_out(person=Role.INSPECTOR, *, opened=True, **options):
        if isinstance(person, Role):
            person = UserFactory(roles=[person], badged=True)
        profile = tmp_path / f"phone-{len(phones)}"
        one = Phone(
            chromium.browser_type,
            live_server.url,
            profile,
            person,
            complaints=complaints,
            **options,
        )
        phones.append(one)
        if opened:
            one.sign_in()
            one.page.goto("/field/")
            one.wait_until_kept()
            one.page.locator("nav.tabs").wait_for()
        return one

    hand_out.complaints = complaints
    yield hand_out
    for one in phones:
        one.close()
    assert not complaints
