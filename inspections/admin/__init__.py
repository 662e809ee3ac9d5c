from inspections.admin import (  # noqa: F401  registered by being imported
    campaign,
    complaint,
    disclosure,
    draw,
    drawn,
    order,
    patrol,
    plan,
    result,
    risk,
    visit,
)
