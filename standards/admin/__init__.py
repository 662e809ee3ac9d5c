"""Pages of the admin, by theme."""
