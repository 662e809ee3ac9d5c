"""Why something was refused: by a service in a code, by the database in the name of a guard."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qualitysup.casework.workflow import TransitionRefused


def code_of(action, *args, **kwargs) -> str:
    """Why it was refused."""
    with pytest.raises((TransitionRefused, ValidationError)) as refusal:
        action(*args, **kwargs)
    return refusal.value.code if isinstance(refusal.value, TransitionRefused) else "invalid"


def broken_by(action) -> str:
    """The guard of the database that refused it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        action()
    return broken.value.__cause__.diag.constraint_name


def refusal(service, /, *args, **words) -> TransitionRefused:
    """Its code and its words; nothing of it is kept."""
    with pytest.raises(TransitionRefused) as refused, transaction.atomic():
        service(*args, **words)
    return refused.value
