"""The files of a draw that an outsider checks it with: the pool, its keys, and who was drawn."""

from collections.abc import Iterator
from hashlib import sha256

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q

from inspections import drawing
from inspections.services import pools


def keys(draw) -> Iterator[list[str]]:
    """Every candidate of the pool with its stratum and key; known once the seed is."""
    for candidate, risk_class, _division in drawing.Pool().read(pools.lines(draw)):
        yield [candidate, risk_class, drawing.key(draw.seed, draw.pool_hash, candidate)]


def drawn(draw) -> Iterator[list[str]]:
    """Who was drawn, in order, and the badges of who was to go there, whoever went later."""
    first = Q(inspectors__stands_in_for=None)
    rows = draw.drawn.order_by("position").annotate(
        badges=ArrayAgg("inspectors__badge_number", filter=first, order_by="inspectors__position")
    )
    for row in rows.iterator(chunk_size=1000):
        yield [
            str(row.position),
            row.public_id,
            row.party_name,
            row.risk_class,
            row.key,
            *row.badges,
        ]


def lines(draw) -> Iterator[bytes]:
    """The result file that the certificate names: comma-separated, one line an enterprise."""
    for row in drawn(draw):
        yield (",".join(cell.replace(",", "，") for cell in row) + "\n").encode()


def hashed(draw) -> str:
    sum_ = sha256()
    for line in lines(draw):
        sum_.update(line)
    return sum_.hexdigest()
