"""Phones with the field app, each a browser of its own; ``bin/test`` has made the bundle."""

import datetime as dt

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import ChecklistVersionFactory, PatrolFactory
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


@pytest.fixture
def colleague(inspector):
    return UserFactory(
        username="colleague", roles=[Role.INSPECTOR], badged=True, full_name="黎敏仪"
    )


@pytest.fixture
def version(inspector):
    """The trial checklist; a guard that fails is photographed."""
    made = ChecklistVersionFactory(published_on=None)
    made.items().filter(key="guard").update(photo="failure", clause="GB 17120—2025")
    made.published_on = dt.date(2025, 1, 1)
    made.save()
    return made


@pytest.fixture
def patrol(inspector):
    firm = EnterpriseFactory(name="佛山市顺德区启衡锻压机械有限公司", legal_representative="梁启衡")
    return PatrolFactory(
        enterprise=firm, inspector=inspector, planned_on=timezone.localdate(), due_in=3
    )


@pytest.fixture
def on_the_road(phone, inspector, colleague, version, patrol):
    """A phone that took the round along and lost its signal; ``on_the_road(skew=…)``."""

    def leave(**options):
        one = phone(inspector, **options)
        one.take_along()
        one.offline()
        return one

    return leave
