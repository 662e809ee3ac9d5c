"""What managers watch of food workshops, by theme; every figure opens the rows that it counts."""

from workshops.indicators import (  # noqa: F401  registered by being imported
    lab,
    ledger,
    survey,
    zone,
)
