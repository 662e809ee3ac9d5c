"""Pages of the admin, by theme."""

from workshops.admin import (  # noqa: F401  registered by being imported
    check,
    lab,
    lot,
    recall,
    slaughter,
    survey,
    survey_record,
)
