"""News of the register for the subjects above it, sent inside the transaction that makes it."""

from django.dispatch import Signal

# ``record``, ``by``: two enterprises are one. What is left with the tombstone could not be moved;
# each subject ends what would still be owed to it.
merged = Signal()
# ``record``, ``by``: the merge was a mistake, and everything that was moved is home again.
unmerged = Signal()
