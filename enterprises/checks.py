"""Start-up checks: a database that cannot search Chinese is found before a person is."""

from django.core.checks import Error
from django.db import connections


def database_finds_chinese(app_configs, databases=None, **kwargs):
    """The search needs UTF-8, a locale that knows Chinese letters, and ``grams`` as migrated."""
    found = []
    for alias in databases or []:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_encoding') = 'UTF8' AND '质' ~ '^[[:alpha:]]$',"
                " to_regprocedure('grams(text)') IS NOT NULL"
            )
            knows_chinese, has_grams = cursor.fetchone()
            if not knows_chinese:
                found.append(
                    Error(
                        f"The database “{alias}” does not know Chinese letters.",
                        hint="Create it with ENCODING UTF8 and LC_CTYPE C.UTF-8 or zh_CN.UTF-8.",
                        id="enterprises.E001",
                    )
                )
            # Before the first migration there is no function yet, and nothing to search.
            if has_grams:
                cursor.execute("SELECT grams('质监') @> ARRAY['质', '监', '质监']")
                if not cursor.fetchone()[0]:
                    found.append(
                        Error(
                            f"grams() in the database “{alias}” finds no Chinese.",
                            hint="Run: bin/manage migrate enterprises",
                            id="enterprises.E002",
                        )
                    )
    return found
