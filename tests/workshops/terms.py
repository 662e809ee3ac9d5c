"""What is owed of a row, as its open deadlines have it."""

from qualitysup.clock.models import Deadline


def open_terms(row):
    return {deadline.term: deadline.due_on for deadline in Deadline.objects.of(row).open()}


def due(row, term):
    return [each.due_on for each in Deadline.objects.of(row).open().filter(term=term)]
