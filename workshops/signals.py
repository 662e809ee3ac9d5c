"""What this subject tells; whoever listens does so robustly, and no listener undoes a step."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

# ``relocation``, ``by``: a workshop works in a zone from now on, or does no longer. On commit.
moved_in = Signal()
moved_out = Signal()


def tell(signal, relocation, *, by) -> None:
    """Send it once the transaction is kept."""
    transaction.on_commit(
        partial(signal.send_robust, type(relocation), relocation=relocation, by=by)
    )
