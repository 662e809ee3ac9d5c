"""What answers to news from below, by theme. Imported by ``WorkshopsConfig.ready``."""

from workshops.receivers import merging, relocation, survey  # noqa: F401
