"""What answers to news from below, by theme. Imported by ``WorkshopsConfig.ready``."""
