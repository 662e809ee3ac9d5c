"""What waits in standards beside the steps themselves, by theme."""

from standards.worklists import (  # noqa: F401  registered by being imported
    execution,
    filing,
    institute,
    service,
)
