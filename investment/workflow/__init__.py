"""The case types of this subject, one table of steps each."""

from investment.workflow import prospect, trip  # noqa: F401  registered by being imported
