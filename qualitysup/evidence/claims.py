"""Who still waits for a file that hangs on nothing: each subject says so in its own words.

A photo is sent before its visit, or its visit is half here: what names its hash claims it, and
claimed files are nobody's left-overs.
"""

from collections.abc import Callable, Iterable

_claims: list[Callable[[Iterable[str]], Iterable[str]]] = []


def register(claim):
    """A function that returns those of some hashes that its subject still names; once each."""
    _claims.append(claim)
    return claim


def unclaimed(hashes) -> list[str]:
    """Those that nobody names, in their order."""
    hashes = list(hashes)
    claimed = {sha256 for claim in _claims for sha256 in claim(hashes)}
    return [sha256 for sha256 in hashes if sha256 not in claimed]
