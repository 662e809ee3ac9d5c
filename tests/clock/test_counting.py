"""Properties of counting, whatever the dates; the known answers are in ``deadline_vectors.csv``."""

import datetime as dt

import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from qualitysup.clock.calendar import WorkCalendar
from qualitysup.clock.counting import Extension, Suspension, add_months, compute
from qualitysup.clock.terms import Duty, Rule, Unit

CALENDAR = WorkCalendar(constants.holidays, constants.workdays, frozenset(range(2004, 2027)))

days = st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31))
rules = st.builds(
    Rule,
    term=st.just("any"),
    amount=st.integers(1, 120),
    unit=st.sampled_from(Unit.values),
    duty=st.sampled_from(Duty.values),
)


@st.composite
def suspensions(draw, start):
    """Up to three periods after the start, one after the other."""
    found, day = [], start
    for _ in range(draw(st.integers(0, 3))):
        since = day + dt.timedelta(draw(st.integers(1, 60)))
        day = since + dt.timedelta(draw(st.integers(0, 40)))
        found.append(Suspension(since, day))
    return found


@given(rules, days)
def test_the_last_day_is_a_working_day_and_never_before_the_nominal_one(rule, start):
    found = compute(rule, start, calendar=CALENDAR)

    assert found.due >= found.nominal > start
    assert CALENDAR.is_workday(found.due)
    between = (found.due - found.nominal).days
    assert not any(CALENDAR.is_workday(found.nominal + dt.timedelta(n)) for n in range(between))


@given(rules, days, st.integers(0, 400))
def test_what_starts_later_never_ends_earlier(rule, start, later):
    first = compute(rule, start, calendar=CALENDAR)
    second = compute(rule, start + dt.timedelta(later), calendar=CALENDAR)

    assert second.nominal >= first.nominal
    assert second.due >= first.due


@given(rules, days, st.data())
def test_the_same_facts_give_the_same_computation(rule, start, data):
    changes = [*data.draw(suspensions(start)), Extension(7, rule.unit)]

    once = compute(rule, start, calendar=CALENDAR, changes=changes)

    assert compute(rule, start, calendar=CALENDAR, changes=list(changes)) == once


@given(rules, days, st.data())
def test_standing_still_moves_the_end_by_exactly_the_days_that_did_not_count(rule, start, data):
    """Counted the slow way: one day after the other."""
    changes = data.draw(suspensions(start))

    found = compute(rule, start, calendar=CALENDAR, changes=changes)

    def stands_still(day):
        return any(s.since <= day < s.until for s in changes)

    counted = [
        day
        for n in range(1, (found.nominal - start).days + 1)
        if not stands_still(day := start + dt.timedelta(n))
    ]
    if rule.unit == Unit.WORKDAY:
        assert sum(map(CALENDAR.is_workday, counted)) == rule.amount
    elif rule.unit == Unit.DAY:
        assert len(counted) == rule.amount
    else:
        assert len(counted) == (add_months(start, rule.amount) - start).days


@given(rules, days, st.integers(1, 200))
def test_while_time_stands_still_there_is_no_date_and_resuming_at_once_changes_nothing(
    rule, start, after
):
    plain = compute(rule, start, calendar=CALENDAR)
    since = start + dt.timedelta(after)

    standing = compute(rule, start, calendar=CALENDAR, changes=[Suspension(since)])
    resumed = compute(rule, start, calendar=CALENDAR, changes=[Suspension(since, since)])

    assert (standing.due is None) == (since <= plain.nominal)
    assert resumed.due == plain.due


@given(days, st.integers(1, 60))
def test_working_days_counted_are_working_days(start, amount):
    found = compute(Rule("any", amount, Unit.WORKDAY), start, calendar=CALENDAR)

    passed = [start + dt.timedelta(n) for n in range(1, (found.due - start).days + 1)]
    assert sum(map(CALENDAR.is_workday, passed)) == amount
    assert found.nominal == found.due


@given(days, st.integers(1, 120), st.integers(2, 60))
def test_a_window_lies_strictly_between_its_ends_and_ignores_holidays(start, opens, width):
    rule = Rule("window", opens, Unit.DAY, window_to=opens + width, rolls=False)

    found = compute(rule, start, calendar=CALENDAR)

    assert found.window_from == start + dt.timedelta(opens + 1)
    assert found.due == start + dt.timedelta(opens + width - 1)
    assert not found.provisional


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-03-15", 6, "2026-09-15"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2023-08-31", 6, "2024-02-29"),  # a leap year
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_a_month_ends_on_its_corresponding_day_or_on_its_last(start, months, end):
    assert add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


def test_an_extension_is_counted_on_from_the_nominal_end_not_from_the_rolled_one():
    rule = Rule("correct", 30, Unit.DAY)
    start = dt.date(2019, 9, 2)  # 30 days end on 2 October, which rolls to the 8th

    plain = compute(rule, start, calendar=CALENDAR)
    extended = compute(rule, start, calendar=CALENDAR, changes=[Extension(30, Unit.DAY)])

    assert (plain.nominal, plain.due) == (dt.date(2019, 10, 2), dt.date(2019, 10, 8))
    assert extended.nominal == dt.date(2019, 11, 1)


def test_the_authority_is_watched_on_the_nominal_day_and_the_party_on_the_rolled_one():
    start = dt.date(2026, 3, 2)

    for duty, watched in [(Duty.AUTHORITY, "2026-05-01"), (Duty.PARTY, "2026-05-06")]:
        found = compute(Rule("any", 60, Unit.DAY, duty=duty), start, calendar=CALENDAR)
        assert found.alarm_on.isoformat() == watched


def test_a_year_nobody_announced_is_counted_monday_to_friday_and_marked():
    found = compute(Rule("any", 5, Unit.WORKDAY), dt.date(2030, 9, 30), calendar=CALENDAR)

    assert found.due == dt.date(2030, 10, 7)
    assert found.unknown_years == (2030,)


def test_a_term_that_ends_on_a_working_day_of_a_known_year_is_certain_though_it_began_before():
    found = compute(Rule("any", 15, Unit.DAY), dt.date(2003, 12, 25), calendar=CALENDAR)

    assert found.due == dt.date(2004, 1, 9)
    assert not found.provisional
