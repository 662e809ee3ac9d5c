"""Pages of the admin, by theme."""

from standards.admin import (  # noqa: F401  registered by being imported
    catalogue,
    classification,
    drafting,
    execution,
    filing,
    institute,
    service,
)
