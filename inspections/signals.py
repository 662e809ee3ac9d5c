"""What this subject tells: the subjects above it listen, and so do its own receivers."""

from django.dispatch import Signal

# ``visit``: every part of it has arrived. Sent on commit and robustly: no listener undoes a visit,
# and one that was away is not told again. What must not be lost is a ``follow_ups.FollowUp``.
visit_finished = Signal()

# ``order``: an enterprise was ordered to put something right. Sent as ``visit_finished`` is.
order_issued = Signal()

# ``complaint``: it was closed, not accepted, or joined to another. Sent as ``visit_finished`` is.
complaint_ended = Signal()

# ``result``, ``by``: what a laboratory found is on record. In the transaction that keeps it.
result_formed = Signal()

# ``source``, ``by``: a penalty was decided: the ``Halt`` that is one, the order whose party lost
# its licence, or a ``Penalty`` of any other kind. In the transaction of the decision.
penalty_decided = Signal()

# ``source``, ``by``, ``note``: what was said or decided no longer holds. In the transaction of what
# ended it: a re-test that passed, an order withdrawn after an upheld objection.
annulled = Signal()
