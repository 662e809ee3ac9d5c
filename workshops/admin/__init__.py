"""Pages of the admin, by theme."""

from workshops.admin import lab, lot, recall, slaughter  # noqa: F401  registered by being imported
