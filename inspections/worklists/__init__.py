"""What waits in inspections beside the steps themselves, by theme."""

from inspections.worklists import (  # noqa: F401  registered by being imported
    complaint,
    draw,
    order,
    patrol,
    risk,
    sample,
    visit,
)
