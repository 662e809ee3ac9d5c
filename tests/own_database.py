"""A database to commit to. History and append-only tables refuse the TRUNCATE that
``transaction=True`` ends with, so a test that needs real commits gets a copy and throws it away."""

import pytest
from django.db import connection


@pytest.fixture
def own_database(django_db_setup, django_db_blocker):
    """Commits are real and seen by other threads and processes; nothing is left behind."""
    original = connection.settings_dict["NAME"]
    copy = f"{original}_copy"
    with django_db_blocker.unblock():
        connection.close()
        _execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        # A template has no visitors; what a thread of an earlier test left open is let go.
        _execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{original}' AND pid <> pg_backend_pid()"
        )
        _execute(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
        connection.settings_dict["NAME"] = copy
        try:
            yield copy
        finally:
            connection.close()
            connection.settings_dict["NAME"] = original
            _execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


def _execute(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
