"""The case types of this subject, one table of steps each."""

from inspections.workflow import campaign, order  # noqa: F401
