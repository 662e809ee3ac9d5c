"""Pages of the admin, by theme."""

from standards.admin import catalogue, classification, execution  # noqa: F401  registered
