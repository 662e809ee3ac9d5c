"""What evidence tells: whoever waits for a file listens."""

from django.dispatch import Signal

# ``file`` came in once more, from ``by``; ``case`` is what it was hung on, if anything. Sent in the
# transaction that took it in.
arrived = Signal()
