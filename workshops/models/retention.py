"""How long a record is kept, counted and guarded by the database (食品安全法 50, 51, 53)."""

import pgtrigger


def kept_until(term: str, day: str) -> str:
    """SQL: the last day of a dated term that begins on a day, under the rule of that day.

    Null where no rule was in force: a record whose end nobody can count is then refused.
    """
    return f"""(
        SELECT ({day} + CASE unit WHEN 'month' THEN make_interval(months => amount)
                        ELSE make_interval(days => amount) END)::date
        FROM clock_termrule
        WHERE term = {term} AND (valid_from IS NULL OR valid_from <= {day})
          AND (valid_to IS NULL OR {day} < valid_to))"""


def kept(name: str, until: str = "OLD.keep_until") -> pgtrigger.Trigger:
    """No row goes before its time, whoever deletes it."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF {until} >= (now() AT TIME ZONE 'Asia/Shanghai')::date THEN
                RAISE EXCEPTION '% % is kept until %', TG_TABLE_NAME, OLD.id, {until}
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
            END IF;
            RETURN OLD;
        """,
    )
