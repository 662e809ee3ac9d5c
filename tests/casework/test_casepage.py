"""What the page of a case knows beyond its fields."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from qualitysup.casework import casepage
from qualitysup.casework.casepage import CasePage
from tests.casework.errands import services
from tests.casework.errands.models import Errand
from tests.casework.errands.workflow import ERRAND
from tests.casework.factories import ErrandFactory

pytestmark = pytest.mark.django_db


def too_late(errand):
    return "" if errand.day < timezone.localdate() else "Today is too late."


@pytest.mark.parametrize(("days_ago", "was_possible"), [(3, True), (0, False)])
def test_what_is_too_late_today_may_be_recorded_for_an_earlier_day(
    days_ago, was_possible, officer, monkeypatch
):
    monkeypatch.setitem(
        ERRAND.steps, "bring_back", replace(ERRAND.steps["bring_back"], guards=(too_late,))
    )
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    errand = services.send(ErrandFactory(), by=officer, on=day)
    errand = Errand.objects.get(pk=errand.pk)

    steps = {found.step.name: found for found in CasePage(errand, by=officer).next_steps}

    assert not steps["bring_back"].is_possible
    assert steps["bring_back"].was_possible == was_possible


def test_the_step_offered_most_plainly_leads_on(chief):
    page = CasePage(ErrandFactory(back=True), by=chief)

    assert [found.step.name for found in page.next_steps] == ["send_again", "receive"]
    assert page.first_step.step.name == "receive"


def test_a_case_that_has_ended_offers_nothing_to_anybody(chief):
    page = CasePage(ErrandFactory(done=True), by=chief)

    assert page.next_steps == page.steps_of_others == []
    assert page.first_step is None


def test_the_page_names_the_roles_that_others_need(officer):
    others = CasePage(ErrandFactory(back=True), by=officer).steps_of_others

    assert {other.step.name: other.roles for other in others} == {
        "send_again": casepage.roles_with("errands.receive_errand"),
        "receive": casepage.roles_with("errands.receive_errand"),
    }
    assert len(casepage.roles_with("errands.receive_errand")) == 2


def test_what_a_step_would_start_is_what_it_starts(officer):
    foreseen = casepage.would_start(ERRAND.steps["send"])

    errand = services.send(ErrandFactory(), by=officer)

    running = CasePage(errand, by=officer).running
    assert [(term.label, term.due_on, term.explanation) for term in foreseen] == [
        (term.label, term.due_on, term.explanation) for term in running
    ]


def test_a_step_that_is_no_longer_in_the_table_keeps_its_place_in_the_log(officer, monkeypatch):
    errand = services.send(ErrandFactory(), by=officer)
    monkeypatch.delitem(ERRAND.steps, "send")

    assert [taken.label for taken in CasePage(errand, by=officer).log] == ["send"]
