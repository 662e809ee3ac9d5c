"""A case type of the tests' own, so that the kernel is tried without any subject."""
