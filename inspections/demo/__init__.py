"""What the demo tells of this subject, each part once."""

from inspections.demo import openness, order


def load(*, say, **options):
    order.load(say=say)
    openness.load(say=say)
