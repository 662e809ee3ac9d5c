"""The period before, and the months up to a day."""

import datetime as dt

import pytest

from qualitysup.dashboard.lens import outermost, within
from qualitysup.dashboard.pages import usual_periods
from qualitysup.dashboard.periods import Period, month_ends, shifted

day = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        ("2026-01-01", "2026-11-24", ("2025-01-01", "2025-11-24")),  # a year so far
        ("2026-01-01", "2026-12-31", ("2025-01-01", "2025-12-31")),
        ("2025-01-01", "2026-12-31", ("2023-01-01", "2024-12-31")),  # two years
        ("2026-10-01", "2026-11-24", ("2026-07-01", "2026-08-24")),  # a quarter so far
        ("2026-04-01", "2026-06-30", ("2026-01-01", "2026-03-31")),
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),  # a month
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-02-01", "2026-05-31", ("2025-10-01", "2026-01-31")),  # four months
        ("2026-11-18", "2026-11-24", ("2026-11-11", "2026-11-17")),  # a week
        ("2024-02-29", "2024-02-29", ("2024-02-28", "2024-02-28")),
    ],
)
def test_the_period_before_is_as_long_and_just_before(since, until, before):
    found = Period(day(since), day(until)).before
    assert (found.since.isoformat(), found.until.isoformat()) == before


def test_a_period_that_ends_before_it_begins_is_none():
    with pytest.raises(ValueError, match="Period"):
        Period(day("2026-02-01"), day("2026-01-31"))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-03-30", -1, "2026-02-28"),
    ],
)
def test_months_end_as_months_do(start, months, end):
    assert shifted(day(start), months) == day(end)


def test_the_last_month_is_cut_off_at_the_day():
    ends = month_ends(day("2026-03-10"), 3)
    assert [each.isoformat() for each in ends] == ["2026-01-31", "2026-02-28", "2026-03-10"]


@pytest.mark.parametrize("today", ["2026-01-01", "2026-03-31", "2026-11-24", "2024-02-29"])
def test_usual_periods_are_none_of_the_future(today):
    for name, period in usual_periods(day(today)):
        assert period.until <= day(today), name


def test_divisions_inside_one_another_are_counted_once():
    assert outermost(["440606101", "440606", "4407"]) == ["440606", "4407"]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("440606101000", ["440606101000"]),  # inside what one sees
        ("440000000000", ["440606000000", "440703000000"]),  # of a place above: what one sees
        ("420204000000", []),  # elsewhere
        ("440607000000", []),  # a neighbour whose code looks alike
    ],
)
def test_of_a_place_one_sees_what_is_both_there_and_ones_own(code, found):
    assert within(["440606", "440703"], code) == found
