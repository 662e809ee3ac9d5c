"""Guards of tables whose rows may only be added, and of the guards themselves."""

import pgtrigger
from django.db import connections


def append_only() -> list[pgtrigger.Trigger]:
    """For a table's ``Meta.triggers``: its rows are added and never changed, deleted or emptied."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        no_truncate(),
    ]


def no_truncate(name="no_truncate") -> pgtrigger.Trigger:
    """The other triggers do not see a TRUNCATE."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'pgtrigger: Cannot truncate % table', TG_TABLE_NAME;",
    )


def let_none_be_ignored(using, **kwargs) -> None:
    """After every ``migrate``: no session may switch triggers off by a setting of its own.

    pgtrigger asks this function, in every trigger, whether the session's ``pgtrigger.ignore`` names
    it. History and guards hold for everybody, so the answer is no; it is also much the quicker one.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(
            'CREATE OR REPLACE FUNCTION "public"._pgtrigger_should_ignore(trigger_name NAME) '
            "RETURNS BOOLEAN LANGUAGE sql IMMUTABLE AS 'SELECT FALSE'"
        )
