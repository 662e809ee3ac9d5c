"""Pages of the admin, by theme."""

from brands.admin import (  # noqa: F401  registered by being imported
    catalogue,
    commitment,
    counterfeit,
    cultivation,
    honour,
    kind,
    publicity,
    sweep,
    sweep_cell,
    title,
)
