"""The case types of this subject, one table of steps each."""

from inspections.workflow import (  # noqa: F401
    campaign,
    complaint,
    disclosure,
    draw,
    order,
    patrol,
    plan,
    sample,
)
