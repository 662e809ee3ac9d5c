"""Which edition of a standard applied on a day: any subject asks, the catalogue answers.

A template shows what a text names:

    {% include "casework/norms.html" with text=order.standard day=order.day %}
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Norm:
    """A standard that a text names, and the edition that applied on the day asked for."""

    asked: str
    # The edition's own number and name; empty where the catalogue has none for that day.
    number: str = ""
    name: str = ""
    url: str = ""
    state: SafeString | None = None

    @property
    def is_another(self) -> bool:
        """Another edition applied than the one that the text names."""
        return bool(self.number) and not self.number.startswith(self.asked)


Answer = Callable[[str, date], list[Norm]]

_answers: list[Answer] = []


def register(answer: Answer) -> Answer:
    _answers.append(answer)
    return answer


def named_in(text: str, on: date) -> list[Norm]:
    """The standards that a text names, in order, each with the edition that applied on the day."""
    return [norm for answer in _answers for norm in answer(text, on)] if text else []
