"""What the demo tells of this subject, each part once."""

from inspections.demo import draw, openness, order


def load(*, say, **options):
    order.load(say=say)
    openness.load(say=say)
    draw.load(say=say)
