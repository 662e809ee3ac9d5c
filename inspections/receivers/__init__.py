"""What answers to news, and what finished visits entail. Imported by ``InspectionsConfig.ready``;
each theme adds its own module here."""

from inspections.receivers import (
    draw,  # noqa: F401
    field,  # noqa: F401
    openness,  # noqa: F401
    patrol,  # noqa: F401
    visit,  # noqa: F401
)
