"""The phone counts days as the office does, and says why in its words."""

import csv
import datetime as dt
import json
import random
import re
from pathlib import Path

import pytest
from django.utils import translation

from inspections.api.serializers.field import TermOutput
from qualitysup.clock.counting import Extension, Suspension, compute
from qualitysup.clock.explaining import explain
from qualitysup.clock.models import CalendarYear, TermRule
from qualitysup.clock.services import deadlines
from qualitysup.clock.terms import Rule
from tests.javascript import run

VECTORS = list(
    csv.DictReader(
        (Path(__file__).resolve().parents[1] / "deadline_vectors.csv").open(encoding="utf-8")
    )
)
TERMS = {"terms": "terms.js"}

pytestmark = pytest.mark.django_db


def taken_along():
    """Rules and calendar as a phone has them."""
    calendar = CalendarYear.objects.as_calendar()
    return {
        "terms": json.loads(json.dumps(TermOutput(TermRule.objects.all(), many=True).data)),
        "calendar": {
            "years": sorted(calendar.announced),
            "holidays": {day.isoformat(): name for day, name in calendar.holidays.items()},
            "make_up_days": [day.isoformat() for day in calendar.make_up_days],
        },
    }


def test_the_phone_gives_the_known_answers():
    found = run(
        TERMS,
        """given.vectors.map(({ rule, date, amount }) => {
            const own = terms.ruleOn(given.terms, rule, date);
            const length = amount ? terms.ofLength(own, Number(amount)) : own;
            return terms.compute(length, date, { calendar: given.calendar });
        })""",
        taken_along() | {"vectors": VECTORS},
    )

    for vector, one in zip(VECTORS, found, strict=True):
        # Of a window the table gives both ends.
        said = (one["windowFrom"] or one["nominal"], one["due"])
        assert said == (vector["nominal"], vector["due"]), vector["why"]
        assert one["provisional"] == (vector["provisional"] == "true"), vector["why"]


def test_the_phone_counts_as_the_server_whatever_the_dates():
    """Two thousand terms, with extensions and times that stand still, across known years."""
    chance = random.Random(4)
    calendar = CalendarYear.objects.as_calendar()
    asked = [_some_term(chance) for _ in range(2000)]

    found = run(
        TERMS,
        """given.asked.map(({ rule, start, changes }) =>
            terms.compute(rule, start, { calendar: given.calendar, changes }))""",
        taken_along() | {"asked": [each for each, _computed in asked]},
    )

    for (given, computed), phone in zip(asked, found, strict=True):
        server = computed(calendar)
        said = {
            "nominal": server.nominal and server.nominal.isoformat(),
            "due": server.due and server.due.isoformat(),
            "windowFrom": server.window_from and server.window_from.isoformat(),
            "makeUpDays": [day.isoformat() for day in server.make_up_days],
            "holiday": server.holiday,
            "unknownYears": list(server.unknown_years),
            "provisional": server.provisional,
        }
        assert {name: phone[name] for name in said} == said, given


def _some_term(chance):
    """A question as the phone is asked it, and what answers it here."""
    start = dt.date(2015, 1, 1) + dt.timedelta(days=chance.randrange(4700))
    amount = chance.choice([1, 3, 5, 7, 15, 20, 30, 60, 75, 90])
    unit = chance.choice(["day", "workday", "month"])
    amount = amount % 14 + 1 if unit == "month" else amount
    window_to = amount + 1 + chance.randrange(1, 40) if chance.random() < 0.15 else None
    rule = Rule("any", amount, unit, window_to, rolls=not window_to and chance.random() < 0.7)
    changes = []
    for _ in range(chance.choice([0, 0, 1, 2])):
        since = start + dt.timedelta(days=chance.randrange(-5, 80))
        length = chance.choice([None, 0, 1, 10, 40])
        until = since + dt.timedelta(days=length) if length is not None else None
        changes.append(Suspension(since, until))
    if chance.random() < 0.3:
        changes.append(Extension(chance.choice([5, 15, 30]), unit if unit != "month" else "day"))
    question = {
        "rule": {
            "amount": rule.amount,
            "unit": rule.unit,
            "window_to": rule.window_to,
            "rolls": rule.rolls,
        },
        "start": start.isoformat(),
        "changes": [
            {
                name: value.isoformat() if isinstance(value, dt.date) else value
                for name, value in vars(each).items()
            }
            for each in changes
        ],
    }
    return question, lambda calendar: compute(rule, start, calendar=calendar, changes=changes)


def test_the_law_of_the_day_is_taken():
    found = run(
        TERMS,
        "given.days.map((day) => terms.ruleOn(given.terms, 'correct', day).amount)",
        taken_along() | {"days": ["2019-12-31", "2020-01-01"]},
    )

    assert found == [30, 60]


def test_a_date_is_explained_in_the_words_of_the_office():
    calendar = CalendarYear.objects.as_calendar()
    asked = [vector for vector in VECTORS if not vector["amount"]]

    found = run(
        TERMS | {"words": "explain.js"},
        """given.asked.map(({ rule, date }) => words.explain(
            terms.compute(terms.ruleOn(given.terms, rule, date), date, given),
            (day) => day,
        ).join(" "))""",
        taken_along() | {"asked": asked},
    )

    with translation.override("en"):
        for vector, phone in zip(asked, found, strict=True):
            start = dt.date.fromisoformat(vector["date"])
            rule = TermRule.objects.in_force(vector["rule"], start).as_rule()
            office = explain(compute(rule, start, calendar=calendar))
            assert phone == re.sub(r"(\d{4}-\d\d-\d\d) [A-Z][a-z]{2}", r"\1", office)


@pytest.mark.parametrize(("days", "too_long"), [(None, False), (1, False), (65, False), (66, True)])
def test_an_item_that_would_outlast_its_order_is_told(days, too_long):
    start = dt.date(2026, 3, 2)

    found = run(
        {"proposals": "proposals.js"},
        "proposals.termOf({ days: given.days }, given, '2026-03-02')",
        taken_along() | {"days": days},
    )

    term = ("correct-item", days) if days else ("correct", None)
    server = deadlines.computed(term[0], start, amount=term[1])
    assert found["due"] == server.due.isoformat()
    assert found["tooLong"] == too_long
    assert found["tooLong"] == (server.due > deadlines.computed("correct", start).due)
