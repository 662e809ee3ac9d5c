"""The case types of this subject, one table of steps each."""

from workshops.workflow import registration  # noqa: F401
from workshops.workflow import lot  # noqa: F401
