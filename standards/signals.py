"""News of standards for whoever lies above, sent when it is committed."""

from django.dispatch import Signal

# ``replacements``: standards in the catalogue have others that take their place.
replaced = Signal()
