"""Tests that commit: what they wrote is taken back row by row.

Django would empty every table instead, the divisions and the calendar with it, and the triggers
that guard the history refuse to be emptied.
"""

from django.db import connection, transaction
from django.test import TransactionTestCase


def take_back_instead_of_flushing(monkeypatch):
    """From now on every test marked ``transaction=True`` leaves the database as it found it."""
    monkeypatch.setattr(TransactionTestCase, "_fixture_setup", classmethod(_remember))
    monkeypatch.setattr(TransactionTestCase, "_fixture_teardown", _take_back)


def _remember(cls):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (cls.first_transaction,) = cursor.fetchone()


def _take_back(self):
    since = [self.first_transaction]
    # Foreign keys are deferred, so the tables come in any order; the other triggers are switched
    # off, because they let nobody take anything back.
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            written = f'FROM "{table}" WHERE xmin::text::bigint >= %s'
            cursor.execute(f"SELECT EXISTS (SELECT {written})", since)
            if cursor.fetchone() == (True,):
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
                cursor.execute(f"DELETE {written}", since)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
