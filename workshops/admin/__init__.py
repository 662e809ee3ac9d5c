"""Pages of the admin, by theme."""

from workshops.admin import (  # noqa: F401  registered by being imported
    allocation,
    application,
    category,
    check,
    health_certificate,
    lab,
    lot,
    recall,
    registration,
    relocation,
    sale,
    slaughter,
    survey,
    survey_record,
    workshop,
    zone,
)
