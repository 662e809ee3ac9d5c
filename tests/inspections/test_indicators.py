"""What campaigns and orders show elsewhere: dashboard, home, an enterprise's timeline."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from enterprises import timeline
from inspections import indicators
from inspections.worklists.order import to_reinspect
from qualitysup.accounts.roles import Role
from qualitysup.casework.home import board
from qualitysup.dashboard import figures, registry
from tests.dashboard.watching import ever, measure
from tests.factories import UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.factories import (
    CampaignFactory,
    HaltFactory,
    ObjectionFactory,
    ParticipationFactory,
    TestResultFactory,
    WorkGroupVisitFactory,
)
from tests.inspections.stories import order_in


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD])


@pytest.fixture
def situation(db):
    """Something to count under every figure."""
    CampaignFactory(opened=True)
    TestResultFactory()
    for state in ("draft", "issued", "reported", "halted", "passed", "closed"):
        order_in(state)
    ObjectionFactory(order=order_in("issued", days=100))
    HaltFactory(order=order_in("issued"))


def rows_behind(user, url):
    """How many rows the list behind an address shows this person."""
    response = browser_of(user).get(url)
    assert response.status_code == 200, url
    return response.context["cl"].queryset.count()


def of_the_subject(user):
    return measure(user)[str(indicators.order.THEME)]


def test_every_figure_opens_the_rows_that_it_counts(head, situation):
    measured = of_the_subject(head)["figures"]

    assert {one.indicator.key: one.figure for one in measured} == {
        "campaigns-open": 1,
        "orders-issued": 7,
        "orders-open": 6,
        "orders-overdue": 2,
        "reinspections-next": 2,
        "orders-halted": 2,
        "orders-resumed": 1,
        "results-without-order": 1,
    }
    for one in measured:
        assert rows_behind(head, one.url) == one.figure, one.indicator.key


def test_every_state_of_open_orders_opens_its_rows(head, situation):
    lines = figures.by_value(ever(head), registry.indicator("orders-open"), "state")

    assert sum(line.figure for line in lines) == 6
    for line in lines:
        assert rows_behind(head, line.url) == line.figure, line.label


def test_nothing_of_another_city_is_counted(stranger, situation):
    stranger.roles = [Role.SECTION_HEAD]
    stranger.save()

    measured = of_the_subject(stranger)

    assert {one.figure for one in measured["figures"]} == {0}
    assert [lines for _table, lines in measured["tables"]] == [[]]


def test_home_counts_what_waits_and_opens_it(head, situation):
    counted = {found.worklist.key: found for found in board(head)}

    for key, count in (("reinspect", 2), ("results-without-order", 1), ("objections", 1)):
        assert counted[key].count == count == rows_behind(head, counted[key].url)
        assert len(counted[key].rows) == count


def test_an_inspector_finds_the_reinspections_on_the_phone(inspector, situation):
    keys = [found.worklist.key for found in board(inspector, in_field=True)]

    assert "reinspect" in keys
    assert "objections" not in keys
    assert to_reinspect(inspector).count() == 2


def test_the_timeline_of_an_enterprise_tells_all_of_it(head, inspector):
    campaign = CampaignFactory(opened=True)
    order = order_in("closed", campaign=campaign)
    row = ParticipationFactory(campaign=campaign, enterprise=order.enterprise)
    WorkGroupVisitFactory(campaign=campaign, participation=row)

    entries = timeline.of([order.enterprise_id], head)

    kinds = [entry.kind for entry in entries]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "order": 2,
        "reinspection": 1,
        "halt": 2,
        "result": 1,
        "campaign": 2,
    }
    assert [entry.moment for entry in entries] == sorted(
        (entry.moment for entry in entries), reverse=True
    )
    for url in {entry.url for entry in entries}:
        assert browser_of(head).get(url).status_code == 200


def test_the_timeline_tells_nobody_of_what_lies_elsewhere(stranger):
    order = order_in("closed")

    assert timeline.of([order.enterprise_id], stranger) == []


def test_the_way_to_campaigns_orders_and_results_is_in_the_navigation(head):
    urls = [
        reverse(f"admin:inspections_{model}_changelist")
        for model in ("campaign", "rectificationorder", "testresult")
    ]

    home = browser_of(head).get(reverse("home")).context

    there = [urlsplit(item.url).path for item in home["navigation"]]
    assert set(urls) <= set(there)
