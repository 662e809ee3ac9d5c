"""The case types of this subject, one table of steps each."""

from brands.workflow import sweep  # noqa: F401
