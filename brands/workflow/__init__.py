"""The case types of this subject, one table of steps each."""

from brands.workflow import (
    catalogue,  # noqa: F401
    counterfeit,  # noqa: F401
    cultivation,  # noqa: F401
    publicity,  # noqa: F401
    sweep,  # noqa: F401
)
