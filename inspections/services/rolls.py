"""The files of a draw that an outsider checks it with: the pool, its keys, and who was drawn."""

from collections.abc import Iterator
from hashlib import sha256

from inspections import drawing
from inspections.services import pools


def keys(draw) -> Iterator[list[str]]:
    """Every candidate of the pool with its stratum and key; known once the seed is."""
    for candidate, risk_class, _division in drawing.Pool().read(pools.lines(draw)):
        yield [candidate, risk_class, drawing.key(draw.seed, draw.pool_hash, candidate)]


def drawn(draw) -> Iterator[list[str]]:
    """Who was drawn, in order, and the badges of who was to go there, whoever went later."""
    rows = draw.drawn.order_by("position").prefetch_related("inspectors")
    for row in rows.iterator(chunk_size=1000):
        first = [one for one in row.inspectors.all() if one.stands_in_for_id is None]
        yield [
            str(row.position),
            row.public_id,
            row.party_name,
            row.risk_class,
            row.key,
            *(one.badge_number for one in first),
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
