"""The case types of this subject, one table of steps each."""

from inspections.workflow import campaign, complaint, disclosure, order  # noqa: F401
