"""What waits in brands beside the steps themselves, by theme."""

from brands.worklists import counterfeit, sweep  # noqa: F401  registered by being imported
