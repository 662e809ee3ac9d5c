"""Terms started or ended for as many cases as there are, in one statement each.

``deadlines.start`` is the rule; what is written here for a hundred thousand rows is what it would
have written for each, as the tests say.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from qualitysup.clock.models import Deadline, TermRule

# The reminder of 8 o'clock, as ``schedule.at`` has it.
AT_EIGHT = "((%s) + time '08:00') AT TIME ZONE 'Asia/Shanghai'"


def start_set(model, term: str, rows: str, params=(), *, on) -> int:
    """Start a term, whose length each row decides in days, for the cases that ``rows`` selects.

    ``rows`` is SQL with the columns ``case_id, division_id, title, path, holder_id, started_on,
    due_on``; ``due_on`` is later than ``started_on``. The rule is that of the day ``on``. What is
    open already stays as it is.
    """
    rule = TermRule.objects.in_force(term, on)
    if not (rule.by_decision and rule.unit == "day" and not rule.rolls and not rule.window_to):
        raise ValueError(f"{term} is not a term of so many days that a decision sets")
    due_at = AT_EIGHT % "due_on"
    moment = AT_EIGHT % 'due_on + stage."offset"'
    statement = f"""
        INSERT INTO {Deadline._meta.db_table} (
            case_type_id, case_id, division_id, title, path, rule_id, term, amount, holder_id,
            started_on, nominal_on, due_on, alarm_on, provisional, paused, void_reason,
            next_reminder_at
        )
        SELECT %s, case_id, division_id, left(title, 200), path, %s, %s, due_on - started_on,
            holder_id, started_on, due_on, due_on, due_on, false, false, '',
            (SELECT min({moment}) FROM clock_reminderstage AS stage
             WHERE {moment} >= least(now(), {due_at}))
        FROM ({rows}) AS row
        ON CONFLICT DO NOTHING
    """
    case_type = ContentType.objects.get_for_model(model)
    with connection.cursor() as cursor:
        cursor.execute(statement, [case_type.pk, rule.pk, term, *params])
        return cursor.rowcount


def void_set(cases, term: str, *, reason) -> int:
    """What these cases still owe under a term is owed no longer, and why."""
    case_type = ContentType.objects.get_for_model(cases.model)
    owed = Deadline.objects.filter(case_type=case_type, case_id__in=cases.values("pk"), term=term)
    return owed.open().void(reason)
