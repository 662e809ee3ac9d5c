"""What the demo tells of this subject, each part once."""

from inspections.demo import order


def load(*, say, **options):
    order.load(say=say)
