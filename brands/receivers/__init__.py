"""What answers to news from below. Imported by ``BrandsConfig.ready``."""

from brands.receivers import counterfeit, honour, merging  # noqa: F401  registered by being imported
