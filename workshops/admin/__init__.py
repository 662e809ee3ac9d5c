"""Pages of the admin, by theme."""

from workshops.admin import lot, slaughter  # noqa: F401  registered by being imported
