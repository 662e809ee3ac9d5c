"""The case types of this subject, one table of steps each."""

from brands.workflow import counterfeit, publicity, sweep  # noqa: F401
