"""Where a page of the admin names another record: a link only for who may open it."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from qualitysup.accounts.roles import Role
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.clock.services import deadlines
from tests.clock.factories import DeadlineFactory
from tests.factories import UserFactory

BACKEND = "qualitysup.accounts.backends.RoleBackend"


@pytest.fixture
def suspended(officer, chief):
    """A deadline of one person, suspended by another: both are on its page."""
    row = DeadlineFactory(holder=officer)
    deadlines.suspend(row, by=chief, on=dt.date(2026, 4, 1), reason="送检")
    return row


@pytest.fixture
def page(client, suspended):
    client.force_login(UserFactory(roles=[Role.INSPECTOR]), backend=BACKEND)
    return client.get(reverse("admin:clock_deadline_change", args=[suspended.pk]))


def test_a_person_is_named_without_a_link_where_people_are_nobodys_business(page, officer, chief):
    words = page.content.decode()

    # The one in a field of the form, the other in a row below it.
    assert f'<div class="readonly">{officer.full_name}</div>' in words
    assert f"<p>{chief.full_name}</p>" in words
    assert "/admin/accounts/" not in words


def test_every_link_of_the_page_leads_somewhere(page, client, suspended):
    links = re.findall(r'href="(/admin/[^"]+)"', page.content.decode())

    assert reverse("admin:regions_division_change", args=[suspended.division_id]) in links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_auditor_who_may_look_at_people_is_led_to_them(client, officer):
    auditor = UserFactory(roles=[Role.AUDITOR])
    read = access.record(by=officer, action=AccessLog.Action.READ, detail="register")
    client.force_login(auditor, backend=BACKEND)

    page = client.get(reverse("admin:audit_accesslog_change", args=[read.pk]))

    theirs = reverse("admin:accounts_user_change", args=[officer.pk])
    assert f'<a href="{theirs}">{officer.full_name}</a>' in page.content.decode()
    assert client.get(theirs).status_code == 200
