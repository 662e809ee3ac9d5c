"""A hundred managers open the page at once, while work goes on."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from qualitysup.accounts.roles import Role
from qualitysup.dashboard.services import tallies
from tests.clock.factories import ON, DeadlineFactory
from tests.factories import CHENCUN, UserFactory

MANAGERS, AT_ONCE, STEPS = 100, 8, 20


def overdue(page):
    [found] = [one for one in page.context["page"].late if one.indicator.key == "overdue"]
    return found.figure


@pytest.mark.django_db(transaction=True)
def test_a_hundred_managers_at_nine_and_nobody_who_works_waits_for_them():
    leader = UserFactory(roles=[Role.BUREAU_LEADER])
    due = timezone.localdate() - dt.timedelta(1)
    facts = {"due_on": due, "nominal_on": due, "started_on": min(ON, due), "holder": leader}
    DeadlineFactory(division_id=CHENCUN, **facts)

    def look(_number):
        client = Client()
        client.force_login(leader, backend="qualitysup.accounts.backends.RoleBackend")
        try:
            page = client.get("/dashboard/")
            return page.status_code, overdue(page)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as managers:
        pages = [managers.submit(look, number) for number in range(MANAGERS)]
        for _ in range(STEPS):
            DeadlineFactory(division_id=CHENCUN, **facts)
            tallies.fold()
        seen = [page.result() for page in pages]

    assert {status for status, _figure in seen} == {200}
    assert all(1 <= figure <= STEPS + 1 for _status, figure in seen)
    assert look(0) == (200, STEPS + 1)
