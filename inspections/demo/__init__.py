"""What the demo tells of this subject, each part once."""

from inspections.demo import draw, history, inbox, openness, order, patrol, sample, visit


def load(*, say, **options):
    order.load(say=say)
    visit.load(say=say)
    sample.load(say=say)
    patrol.load(say=say)
    # After the visits: who was checked lately is not drawn.
    draw.load(say=say)
    # What the others found is published here.
    openness.load(say=say)
    history.load(say=say)
    # What all of it told people was read, but for the last.
    inbox.load(say=say)
