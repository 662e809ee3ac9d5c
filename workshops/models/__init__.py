"""Food workshops, the zone that they move into, and what they make there."""
