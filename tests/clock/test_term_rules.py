import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qualitysup.clock.models import TermRule
from qualitysup.clock.querysets import NoRule, NoSuchTerm
from qualitysup.clock.services import deadlines
from tests.clock.factories import DeadlineFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "amount"), [("2008-05-01", 30), ("2019-12-31", 30), ("2020-01-01", 60)]
)
def test_a_case_keeps_the_rule_of_its_start(case, officer, day, amount):
    deadline = deadlines.start(case, "correct", on=dt.date.fromisoformat(day), holder=officer)

    assert deadline.rule.amount == amount


def test_a_step_of_an_old_case_may_name_the_older_rule(case, officer):
    deadline = deadlines.start(
        case, "correct", on=dt.date(2020, 2, 3), holder=officer, rule_on=dt.date(2019, 11, 1)
    )

    assert deadline.rule.amount == 30


def test_an_old_case_is_not_bound_by_a_term_that_came_later(case, officer):
    assert deadlines.start(case, "reinspect", on=dt.date(2019, 5, 6), holder=officer) is None
    with pytest.raises(NoRule):
        TermRule.objects.in_force("reinspect", dt.date(2019, 5, 6))


def test_a_term_that_nobody_entered_is_a_fault_not_an_empty_answer(case, officer):
    with pytest.raises(NoSuchTerm):
        deadlines.start(case, "corect", on=dt.date(2026, 5, 6), holder=officer)


def a_rule(**facts):
    return TermRule(
        **{
            "term": "correct",
            "name": "correction ordered",
            "amount": 90,
            "unit": "day",
            "duty": "party",
            "legal_basis": "新办法 1",
            "confidence": "L",
            **facts,
        }
    )


def test_two_rules_of_one_term_cannot_stand_at_the_same_time():
    rule = a_rule(valid_from=dt.date(2027, 1, 1))

    with pytest.raises(ValidationError, match="Another rule"):
        rule.full_clean()
    with pytest.raises(IntegrityError, match="term_rules_do_not_overlap"), transaction.atomic():
        rule.save()


def test_a_change_of_the_law_ends_one_rule_and_begins_another(case, officer):
    old = deadlines.start(case, "correct", on=dt.date(2026, 12, 1), holder=officer)
    change = dt.date(2027, 1, 1)

    rule = old.rule
    rule.valid_to = change
    rule.full_clean()
    rule.save()
    a_rule(valid_from=change).save()

    assert TermRule.objects.in_force("correct", dt.date(2026, 12, 31)).amount == 60
    assert TermRule.objects.in_force("correct", change).amount == 90
    assert deadlines.recompute(old).due_on == old.due_on


def test_a_rule_that_was_used_is_not_rewritten_even_in_bulk():
    rule = DeadlineFactory().rule

    with pytest.raises(IntegrityError, match="was used"), transaction.atomic():
        TermRule.objects.filter(pk=rule.pk).update(amount=90)
    assert TermRule.objects.filter(pk=rule.pk).update(note="见解释") == 1


def test_a_rule_that_nobody_used_may_be_corrected():
    assert TermRule.objects.filter(term="correct", amount=30).update(apply_before=7) == 1


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"amount": 0}, "term_rule_has_length"),
        ({"unit": "week"}, "term_rule_unit_known"),
        ({"duty": "nobody"}, "term_rule_duty_known"),
        ({"confidence": "X"}, "term_rule_confidence_known"),
        ({"window_to": 91, "rolls": False}, "term_rule_window_closes"),
        ({"window_to": 120, "rolls": True}, "term_rule_window_closes"),
        (
            {"valid_from": dt.date(2030, 1, 1), "valid_to": dt.date(2029, 1, 1)},
            "range lower bound|ends_after",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_by_the_database(facts, constraint):
    with pytest.raises((IntegrityError, Exception), match=constraint), transaction.atomic():
        a_rule(term="new", **facts).save()
