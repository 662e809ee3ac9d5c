"""Answers that many parts of one piece of work need, asked for once while it lasts.

Outside of such a piece of work everything is asked afresh: nothing is kept from one request to the
next.
"""

from collections.abc import Callable, Hashable
from contextlib import contextmanager
from contextvars import ContextVar

_answers: ContextVar[dict | None] = ContextVar("answers", default=None)


@contextmanager
def asked_once():
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def answer(question: Hashable, ask: Callable):
    answers = _answers.get()
    if answers is None:
        return ask()
    if question not in answers:
        answers[question] = ask()
    return answers[question]
