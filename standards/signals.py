"""News of standards for whoever lies above, sent when it is committed."""

from django.dispatch import Signal

# ``replacement``: a standard in the catalogue has another one that takes its place.
replaced = Signal()
