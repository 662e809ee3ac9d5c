"""What managers watch of brands, by theme; every figure opens the rows that it counts."""

from brands.indicators import (  # noqa: F401  registered by being imported
    counterfeit,
    cultivation,
    honour,
    publicity,
    sweep,
)
