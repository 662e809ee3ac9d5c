"""The case types of this subject, one table of steps each."""

from brands.workflow import (  # noqa: F401  registered by being imported
    catalogue,
    counterfeit,
    cultivation,
    publicity,
    sweep,
)
