"""Pages of the admin, by theme."""

from workshops.admin import check, lab, lot, recall, slaughter  # noqa: F401  registered by being imported
