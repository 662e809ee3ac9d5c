"""Work that one worker holds at a time: two at once, one that died, one that only seemed dead."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from qualitysup.casework import leases
from qualitysup.casework.leases import Lease, Superseded
from tests.casework.errands.models import Sorting
from tests.doors.conftest import wait_until
from tests.factories import CHENCUN

State = Sorting.State
LEASE = Lease(dt.timedelta(minutes=2), attempts=2)


@pytest.fixture
def sorting(db):
    return Sorting.objects.create(division_id=CHENCUN)


def claim(sorting):
    return LEASE.claim(Sorting.objects, sorting.pk)


def run_out(sorting):
    Sorting.objects.filter(pk=sorting.pk).update(claimed_until=timezone.now())


def in_a_worker(work):
    """Start it with a connection of its own; returns what waits for its end and what came of it."""
    answers = []

    def run():
        try:
            answers.append(work())
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()

    def answer():
        worker.join(timeout=20)
        return answers[0]

    return answer


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone() == (True,)


# --- Two at once ---------------------------------------------------------------------------------


def test_of_six_workers_that_claim_at_once_exactly_one_gets_it(transactional_db, sorting):
    start = threading.Barrier(6)

    def worker():
        start.wait(timeout=10)
        return claim(sorting)

    answers = [answer() for answer in [in_a_worker(worker) for _ in range(6)]]

    assert len([row for row in answers if row is not None]) == 1
    sorting.refresh_from_db()
    assert (sorting.state, sorting.attempts) == (State.RUNNING, 1)


def test_who_is_in_the_middle_of_a_piece_keeps_the_work_though_the_lease_ran_out(
    transactional_db, sorting
):
    slow = claim(sorting)
    run_out(sorting)

    with LEASE.held(slow) as row:
        other = in_a_worker(lambda: claim(sorting))
        assert wait_until(somebody_waits_for_us)
        row.sorted += 1
    assert other() is None

    with LEASE.held(slow) as row:
        row.sorted += 1
    sorting.refresh_from_db()
    assert (sorting.sorted, sorting.attempts) == (2, 1)


def test_who_only_seemed_dead_writes_nothing_more(transactional_db, sorting):
    seemed_dead = claim(sorting)
    run_out(sorting)
    other = in_a_worker(lambda: claim(sorting))()

    with pytest.raises(Superseded), LEASE.held(seemed_dead) as row:
        row.sorted += 1

    with LEASE.held(other) as row:
        row.sorted += 5
    sorting.refresh_from_db()
    assert (sorting.sorted, sorting.claim) == (5, other.claim)


# --- One after the other -------------------------------------------------------------------------


def test_every_piece_renews_the_lease(sorting):
    held = claim(sorting)
    run_out(sorting)

    with LEASE.held(held):
        pass

    assert claim(sorting) is None
    assert list(Sorting.objects.abandoned()) == []


def breaks_off(row):
    row.sorted += 1
    row.save()
    raise MemoryError


def test_of_a_piece_that_breaks_off_nothing_is_kept(sorting):
    held = claim(sorting)

    with pytest.raises(MemoryError), LEASE.held(held) as row:
        breaks_off(row)

    sorting.refresh_from_db()
    assert (sorting.sorted, sorting.claimed_until) == (0, held.claimed_until)


def test_work_that_ended_or_is_gone_is_not_claimed(sorting):
    held = claim(sorting)
    with LEASE.held(held) as row:
        leases.end(row, State.DONE)

    assert claim(sorting) is None
    with pytest.raises(Superseded), LEASE.held(held):
        pass
    sorting.refresh_from_db()
    assert (sorting.state, sorting.claim, sorting.claimed_until) == (State.DONE, None, None)
    assert sorting.finished_at

    Sorting.objects.all().delete()
    assert claim(sorting) is None


def test_work_of_which_too_many_died_is_still_claimed_to_be_given_up(sorting):
    for _died in range(LEASE.attempts):
        assert not LEASE.is_hopeless(claim(sorting))
        run_out(sorting)

    last = claim(sorting)
    assert LEASE.is_hopeless(last)
    with LEASE.held(last) as row:
        leases.end(row, State.FAILED, failure="It failed twice.")

    sorting.refresh_from_db()
    assert (sorting.state, sorting.failure) == (State.FAILED, "It failed twice.")
