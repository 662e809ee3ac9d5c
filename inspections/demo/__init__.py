"""What the demo tells of this subject, each part once."""

from inspections.demo import draw, openness, order, patrol, sample, visit


def load(*, say, **options):
    order.load(say=say)
    draw.load(say=say)
    visit.load(say=say)
    sample.load(say=say)
    patrol.load(say=say)
    # What the others found is published here.
    openness.load(say=say)
