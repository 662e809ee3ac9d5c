"""What waits in standards beside the steps themselves, by theme."""

from standards.worklists import execution  # noqa: F401  registered by being imported
