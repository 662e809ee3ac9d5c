"""What waits in brands beside the steps themselves, by theme."""

from brands.worklists import (  # noqa: F401  registered by being imported
    counterfeit,
    cultivation,
    honour,
    sweep,
)
