from collections import Counter

import pytest
from django.utils import timezone

from enterprises import demo as register
from inspections.capacity import comparison
from inspections.demo import patrol, visit
from inspections.models import Patrol, PatrolPlan, Round, Visit
from qualitysup.accounts import demo as people
from qualitysup.accounts.models import User
from qualitysup.documents import demo as papers
from qualitysup.notices.models import Notice


def ignore(words):
    """What a demo says while it loads."""


@pytest.fixture
def year(db, monkeypatch):
    """The year of patrols of a small register."""
    monkeypatch.setattr(patrol, "CHOSEN_A_STATION", 4)
    for each in (people, register, papers):
        each.load(enterprises=200, say=ignore)
    visit.publish_checklists(User.objects.get(username="chief"))
    patrol.load(say=ignore)
    return Patrol.objects.filter(plan__state="adopted")


def test_the_demo_tells_a_year_of_patrols_made_by_visits(year):
    done = year.done().select_related("visit")

    assert done
    for made in done:
        seen = made.visit
        assert (seen.state, seen.errand, seen.enterprise_id) == (
            "finished",
            made.pk,
            made.enterprise_id,
        )
        days = {timezone.localdate(moment) for moment in (seen.received_at, seen.finished_at)}
        assert days == {made.done_on}
        assert seen.inspections.count() == 2
        assert seen.answers.exists()
    assert Visit.objects.count() == done.count()

    # Nobody of ten towns is without a station, and few weeks of the next quarter are too full.
    quarter = PatrolPlan.objects.get(state="computed")
    assert not quarter.proposals.filter(station=None).exists()
    over = Counter(week.station for week in comparison(quarter).over)
    assert set(over.values()) <= {1}
    assert Round.objects.filter(on=timezone.localdate()).count() == 3

    before = Patrol.objects.count(), Visit.objects.count(), Notice.objects.count()
    patrol.load(say=ignore)
    assert (Patrol.objects.count(), Visit.objects.count(), Notice.objects.count()) == before
