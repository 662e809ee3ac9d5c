"""Long work that one worker holds at a time, and another goes on with when the first has died.

The work is a row: ``state`` is one of its model's ``UNFINISHED`` until it ends, ``claim`` and
``claimed_until`` say who holds it and until when, ``attempts`` counts the claims since the last
piece was finished; its manager is a ``LeasedQuerySet``. A worker that was only taken for dead
finds its claim gone at its next piece, and nothing of that piece is written.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone


class Superseded(Exception):
    """Another worker took the work over, because this one seemed dead."""


@dataclass(frozen=True)
class Lease:
    """How long a worker may be silent, and how many may die before the work itself is to blame."""

    lasts: dt.timedelta
    attempts: int

    @transaction.atomic
    def claim(self, rows: models.QuerySet, pk: int) -> models.Model | None:
        """Take the work; none where it is gone, finished, or held by somebody."""
        row = rows.abandoned().locked().filter(pk=pk).first()
        if row is None:
            return None
        row.attempts += 1
        row.state = row.State.RUNNING
        row.claim, row.claimed_until = uuid.uuid4(), timezone.now() + self.lasts
        row.save()
        return row

    @contextmanager
    def held(self, claimed: models.Model) -> Iterator[models.Model]:
        """The row, locked and still ours; what is written beside it commits with it."""
        with transaction.atomic():
            row = type(claimed).objects.locked().get(pk=claimed.pk)
            if row.claim != claimed.claim:
                raise Superseded
            row.claimed_until = timezone.now() + self.lasts
            yield row
            row.save()

    def is_hopeless(self, claimed: models.Model) -> bool:
        """Too many died of it already: whoever claimed it gives it up instead of trying again."""
        return claimed.attempts > self.attempts


def end(row: models.Model, state: str, *, failure: str = "") -> None:
    """Give the work back for good; ``row`` is what ``held`` gave, and is saved there."""
    row.state, row.failure = state, failure
    row.claim = row.claimed_until = None
    row.finished_at = timezone.now()
