"""The tables of steps of standards, by theme."""

from standards.workflow import filing  # noqa: F401  registered by being imported
