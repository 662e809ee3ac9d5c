"""The kinds of paper that can be issued. A subject registers its own in its ``documents.py``."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """One kind of paper: its name in law, its word in the number, and what it says of a case.

    ``facts`` is called with the case and whatever the step passes on; it returns plain values
    (text, numbers, days, moments, lists and dicts of these) with at least ``party["name"]``.
    ``template`` is the form that the product ships; beside it lies a ``.json`` of the same name
    with sample facts, by which every template of the kind is tried and previewed.
    """

    code: str
    title: str
    word: str
    facts: Callable[..., dict]
    template: Path
    # Words for the screen where the name in law is not understood; the title otherwise.
    label: str = ""
    # Whether it has to be served on the party, with a proof of service.
    served: bool = True
    # The case type, by its label, whose party may read it: whoever sees the case sees the paper.
    party_to: str = ""

    def __str__(self):
        return str(self.label or self.title)

    @cached_property
    def sample(self) -> dict:
        return json.loads(self.template.with_suffix(".json").read_text(encoding="utf-8"))


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    if kind.code in KINDS:
        raise ValueError(f"a kind of document called {kind.code!r} is registered already")
    KINDS[kind.code] = kind
    return kind


def get(code: str) -> Kind:
    return KINDS[code]


def of_parties() -> dict[str, list[str]]:
    """For each case type whose party may read papers of it, the codes of these papers."""
    found: dict[str, list[str]] = {}
    for kind in KINDS.values():
        if kind.party_to:
            found.setdefault(kind.party_to, []).append(kind.code)
    return found


def choices() -> list[tuple[str, str]]:
    return [(kind.code, str(kind)) for kind in KINDS.values()]


def label(code: str) -> str:
    """The words for a kind, also for one that is no longer registered."""
    return str(KINDS[code]) if code in KINDS else code


def has_to_be_served(code: str) -> bool:
    return code in KINDS and KINDS[code].served
