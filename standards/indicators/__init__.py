"""What managers watch of standards, by theme; every figure opens the rows that it counts."""

from standards.indicators import (  # noqa: F401  registered by being imported
    catalogue,
    drafting,
    execution,
    filing,
    institute,
    service,
)
