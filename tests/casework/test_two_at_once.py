"""Two people at once, each with a connection and a transaction of their own."""

import threading

import pytest
from django.db import connection

from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from tests.casework.errands import services
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory
from tests.factories import UserFactory


def at_once(*actions):
    """Start all together; return what each came to: "done" or the refusal's code."""
    start = threading.Barrier(len(actions))
    outcome = []

    def run(action):
        try:
            start.wait(timeout=10)
            action()
            outcome.append("done")
        except TransitionRefused as refusal:
            outcome.append(refusal.code)
        finally:
            connection.close()

    people = [threading.Thread(target=run, args=[action]) for action in actions]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=20)
    return sorted(outcome)


@pytest.mark.parametrize(("version", "loses"), [(0, "stale"), (None, "wrong_state")])
def test_of_two_people_who_press_the_same_button_exactly_one_takes_the_step(
    version, loses, transactional_db
):
    people, errand = UserFactory.create_batch(2), ErrandFactory()

    outcome = at_once(
        *(lambda by=by: services.send(errand, by=by, version=version) for by in people)
    )

    assert outcome == ["done", loses]
    assert errand.log.count() == 1
    assert Deadline.objects.of(errand).count() == 1


def test_of_an_edit_and_a_step_exactly_one_wins(transactional_db):
    officer, errand = UserFactory(), ErrandFactory()
    left_open = Errand.objects.get(pk=errand.pk)
    left_open.what = "typed meanwhile"

    outcome = at_once(
        lambda: services.send(errand, by=officer, version=0),
        lambda: services.save_draft(left_open, by=officer, version=0),
    )

    kept = Errand.objects.get(pk=errand.pk)
    assert outcome == ["done", "stale"]
    assert (kept.state, kept.what, kept.version) in [
        (Errand.State.OUT, errand.what, 1),
        (Errand.State.DRAFT, "typed meanwhile", 1),
    ]


def test_what_six_people_add_at_once_adds_up(transactional_db):
    people, errand = UserFactory.create_batch(6), ErrandFactory(out=True)

    outcome = at_once(*(lambda by=by: services.add(errand, by=by, parcels=1) for by in people))

    errand.refresh_from_db()
    assert outcome == ["done"] * 6
    assert (errand.parcels, errand.version, errand.log.count()) == (7, 6, 6)
