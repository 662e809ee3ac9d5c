"""Pages of the admin, by theme."""

from brands.admin import (  # noqa: F401  registered by being imported
    honour,
    sweep,
    sweep_cell,
)
