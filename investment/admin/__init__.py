"""Pages of the admin, by theme."""

from investment.admin import (  # noqa: F401  registered by being imported
    follow,
    park,
    prospect,
    trip,
)
