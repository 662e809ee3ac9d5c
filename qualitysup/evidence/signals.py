"""What evidence tells: whoever waits for a file listens."""

from django.dispatch import Signal

# ``file`` came in once more, from ``by``; ``case`` is what it was hung on, if anything. Sent once
# it is kept, and robustly: whoever listens cannot undo that it came.
arrived = Signal()
