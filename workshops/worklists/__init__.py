"""What waits in food workshops beside the steps themselves, by theme."""

from workshops.worklists import ledger, registration, survey  # noqa: F401  registered by being imported
