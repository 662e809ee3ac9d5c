from inspections.admin import (  # noqa: F401  registered by being imported
    campaign,
    complaint,
    disclosure,
    order,
    result,
    risk,
)
