"""What answers to news from below. Imported by ``BrandsConfig.ready``."""

from brands.receivers import (  # noqa: F401  registered by being imported
    counterfeit,
    cultivation,
    honour,
    merging,
)
