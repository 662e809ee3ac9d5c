"""The tables of steps of standards, by theme."""

from standards.workflow import filing, service  # noqa: F401  registered by being imported
