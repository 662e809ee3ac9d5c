"""The case types of this subject, one table of steps each."""

from workshops.workflow import (
    lot,  # noqa: F401
    registration,  # noqa: F401
    relocation,  # noqa: F401
    survey,  # noqa: F401
    zone,  # noqa: F401
)
