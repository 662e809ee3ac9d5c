"""What waits in food workshops beside the steps themselves, by theme."""

from workshops.worklists import (  # noqa: F401  registered by being imported
    health_certificate,
    lab,
    ledger,
    registration,
    survey,
    zone,
)
