"""Whose health certificate ended or ends soon is on the home page of those who can act on it."""

import pytest

from qualitysup.accounts.roles import Role
from qualitysup.casework.home import board
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import browser_of, queries
from tests.workshops.factories.workshop import HealthCertificateFactory, WorkerFactory
from tests.workshops.factories.zone import acts_for, ahead, workshop
from workshops.services import register, workers

pytestmark = pytest.mark.django_db


def held(*days, of=None, **facts):
    """Somebody at work with certificates that end so many days from today."""
    worker = WorkerFactory(workshop=of or workshop(), **facts)
    for each in days:
        HealthCertificateFactory(worker=worker, issued_on=ahead(-400), valid_to=ahead(each))
    return worker


def waiting(person) -> dict:
    """By list, whom it names on the home page."""
    return {
        found.worklist.key.removeprefix("health-certificates-"): [row.title for row in found.rows]
        for found in board(person)
        if found.worklist.key.startswith("health-certificates")
    }


def test_the_bureau_finds_those_that_ended_and_those_that_end_soon(officer):
    for days, name in ((-1, "昨日到期"), (0, "今日到期"), (30, "三十日后"), (31, "三十一日后")):
        held(days, name=name)

    assert waiting(officer) == {"expired": ["昨日到期"], "expiring": ["今日到期", "三十日后"]}


def test_whoever_has_a_newer_one_is_not_waited_for(officer):
    held(-399, -1, 300, name="已换新证")
    held(10, 10, name="同日两证")

    assert waiting(officer) == {"expired": [], "expiring": ["同日两证"]}


def test_nobody_waits_for_whoever_left_or_whose_workshop_closed(officer):
    workers.leave(held(-1), by=officer)
    register.close(held(-1).workshop, by=officer, because="不再经营")

    assert waiting(officer) == {"expired": [], "expiring": []}


def test_an_operator_finds_its_own_people_only():
    mine = workshop()
    held(-1, of=mine, name="自家师傅")
    held(-1, name="邻家师傅")

    assert waiting(acts_for(mine.enterprise))["expired"] == ["自家师傅"]
    assert not waiting(UserFactory(roles=[Role.CASE_OFFICER], divisions=[HUANGSHI]))["expired"]


def test_a_row_leads_to_where_the_next_certificate_is_entered():
    worker = held(-1)
    mine = acts_for(worker.workshop.enterprise)
    lists = {found.worklist.key: found for found in board(mine)}
    [row] = lists["health-certificates-expired"].rows

    page = browser_of(mine).get(row.url).content.decode()

    assert f"certificate/?worker={worker.pk}" in page


@pytest.mark.parametrize(("standing", "days"), [("expired", -3), ("expiring", 3)])
def test_a_count_opens_the_rows_that_it_counts_at_the_same_cost(officer, standing, days):
    def counted():
        found = {each.worklist.key: each for each in board(officer)}
        return found[f"health-certificates-{standing}"]

    held(200)
    for _each in range(2):
        held(days)
    url, page = counted().url, browser_of(officer)
    page.get(url)
    first = queries(lambda: page.get(url))
    for _each in range(10):
        held(days)

    assert queries(lambda: page.get(url)) == first
    assert page.get(url).context["cl"].result_count == counted().count == 12
