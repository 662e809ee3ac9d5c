from django.dispatch import Signal

# A paper reached its party: sent with ``proof`` inside the transaction that records it, so that
# the terms which run from receipt start together with it. A corrected proof is sent again.
served = Signal()
