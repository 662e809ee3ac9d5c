"""What managers watch of inspections, by theme; every figure opens the rows that it counts."""

from inspections.indicators import (  # noqa: F401  registered by being imported
    complaint,
    draw,
    openness,
    order,
    patrol,
    risk,
    sample,
    visit,
)
