"""The arithmetic of a random draw (双随机抽查), pure: a seed and a pool in, who was drawn out.

Everything hashed is text in UTF-8, so that an outsider can do it by hand with ``sha256sum``:

* commitment: SHA-256 of the seed, written as 64 hexadecimal digits;
* pool hash: SHA-256 of the pool file, byte for byte;
* key of a candidate: SHA-256 of ``seed|pool hash|candidate``; the lowest keys of each stratum are
  drawn, as many as the stratum's line in the pool file says;
* rank of an inspector at an enterprise: SHA-256 of ``seed|candidate|badge``. Enterprises are gone
  through in the order of their keys; each gets the inspectors who have the fewest so far, and among
  those the lowest ranks, of whoever serves the place and is not recused (回避).

A pool file has one line each for the draw (``D,code,inspectors each``), its strata
(``S,class,candidates,number to draw``), inspectors (``I,badge,division prefixes``), recusals
(``R,badge,candidate``), enterprises left out (``X,candidate,reason``) and candidates
(``C,candidate,class,division``).
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256
from math import ceil

# A candidate whose risk was never assessed.
NOT_ASSESSED = "-"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def commitment(seed: str) -> str:
    """What is published of a seed before the pool is frozen."""
    return digest(seed)


def key(seed: str, pool_hash: str, candidate: str) -> str:
    return digest(f"{seed}|{pool_hash}|{candidate}")


def rank(seed: str, candidate: str, badge: str) -> str:
    return digest(f"{seed}|{candidate}|{badge}")


def sample_size(population: int, *, rate=None, number: int | None = None) -> int:
    """How many of a stratum are drawn: the number given, or the rate in percent, rounded up.

    Rounded up, because a rate is the least that has to be checked; never more than there are.

    >>> sample_size(101, rate=1)
    2
    """
    if number is None:
        number = ceil(Fraction(rate) * population / 100)
    return min(number, population)


@dataclass(frozen=True)
class Inspector:
    badge: str
    # Beginnings of the codes of the divisions that this person serves.
    serves: tuple[str, ...]
    recused_from: frozenset[str] = frozenset()

    def may_check(self, candidate: str, division: str) -> bool:
        return division.startswith(self.serves) and candidate not in self.recused_from


@dataclass(frozen=True, order=True)
class Drawn:
    """A candidate that was drawn; they are ordered by their keys."""

    key: str
    candidate: str
    risk_class: str
    division: str


class TooFewInspectors(Exception):
    def __init__(self, candidate: str):
        super().__init__(candidate)
        self.candidate = candidate


def assign(
    drawn: Iterable[Drawn], inspectors: list[Inspector], *, each: int, seed: str
) -> Iterator[tuple[Drawn, list[Inspector]]]:
    """Who checks which enterprise, in the order of signing."""
    load = Counter()
    for one in drawn:
        fit = [who for who in inspectors if who.may_check(one.candidate, one.division)]
        if len(fit) < each:
            raise TooFewInspectors(one.candidate)
        chosen = heapq.nsmallest(
            each,
            fit,
            key=lambda who, one=one: (load[who.badge], rank(seed, one.candidate, who.badge)),
        )
        load.update(who.badge for who in chosen)
        yield one, chosen


@dataclass
class Pool:
    """What a pool file says, but for its candidates, which are passed on one by one."""

    each: int = 0
    strata: dict[str, tuple[int, int]] = field(default_factory=dict)
    badges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    recused: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    left_out: int = 0

    def read(self, lines: Iterable[bytes]) -> Iterator[list[str]]:
        """Take in every line; yield the candidates."""
        for line in lines:
            kind, *cells = line.decode().rstrip("\n").split(",")
            match kind:
                case "C":
                    yield cells
                case "X":
                    self.left_out += 1
                case "D":
                    self.each = int(cells[1])
                case "S":
                    self.strata[cells[0]] = int(cells[1]), int(cells[2])
                case "I":
                    self.badges[cells[0]] = tuple(cells[1].split())
                case "R":
                    self.recused[cells[0]].add(cells[1])
                case _:
                    raise ValueError(f"a pool file has no line {kind!r}")

    @property
    def inspectors(self) -> list[Inspector]:
        return [
            Inspector(badge, serves, frozenset(self.recused[badge]))
            for badge, serves in self.badges.items()
        ]


@dataclass(frozen=True)
class Outcome:
    """What a seed draws from a pool file."""

    pool_hash: str
    populations: dict[str, int]
    drawn: list[tuple[Drawn, list[str]]]


class Hashed:
    """Lines or blocks on their way through, and the SHA-256 of all that passed."""

    def __init__(self, parts: Iterable[bytes]):
        self.parts, self.sum = parts, sha256()

    def __iter__(self):
        for part in self.parts:
            self.sum.update(part)
            yield part

    def hexdigest(self) -> str:
        return self.sum.hexdigest()


def replay(lines: Iterable[bytes], *, seed: str, pool_hash: str) -> Outcome:
    """Draw again from a pool file; memory goes with the number drawn, not with the pool."""
    hashed, pool = Hashed(lines), Pool()
    lowest = defaultdict(list)
    populations = Counter()
    for candidate, risk_class, division in pool.read(hashed):
        populations[risk_class] += 1
        wanted = pool.strata.get(risk_class, (0, 0))[1]
        _keep_lowest(
            lowest[risk_class], wanted, key(seed, pool_hash, candidate), candidate, division
        )
    drawn = sorted(
        Drawn(number.to_bytes(32).hex(), candidate, risk_class, division)
        for risk_class, heap in lowest.items()
        for number, candidate, division in ((-each[0], *each[1:]) for each in heap)
    )
    assigned = assign(drawn, pool.inspectors, each=pool.each, seed=seed)
    return Outcome(
        hashed.hexdigest(),
        dict(populations),
        [(one, [who.badge for who in chosen]) for one, chosen in assigned],
    )


def _keep_lowest(heap, wanted: int, hashed: str, candidate: str, division: str) -> None:
    """``heapq`` has its smallest on top, so the keys are kept negated."""
    entry = (-int(hashed, 16), candidate, division)
    if len(heap) < wanted:
        heapq.heappush(heap, entry)
    elif heap and entry > heap[0]:
        heapq.heapreplace(heap, entry)
