"""The secret seed of a draw: made by the system, sealed until the draw, then checked.

What lies in the database is the seed masked by an HMAC under the installation's ``SECRET_KEY``: who
reads the table, a backup or a log has nothing. That the right seed came out again is known by its
commitment, so nothing has to be added to the seal for that.
"""

import hmac
import secrets

from django.conf import settings

from inspections import drawing

SIZE = 32


class SeedLost(Exception):
    """No key of this installation opens the seal, or what it holds is not what was promised."""


def make() -> tuple[str, bytes, bytes]:
    """A new seed's commitment, and its seal: ``(commitment, nonce, sealed)``."""
    seed, nonce = secrets.token_bytes(SIZE), secrets.token_bytes(SIZE)
    return drawing.commitment(seed.hex()), nonce, _masked(seed, nonce, settings.SECRET_KEY)


def reveal(commitment: str, nonce: bytes, sealed: bytes) -> str:
    """The seed as 64 hexadecimal digits, if it is the one that was promised."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        seed = _masked(bytes(sealed), bytes(nonce), secret).hex()
        if hmac.compare_digest(drawing.commitment(seed), commitment):
            return seed
    raise SeedLost


def _masked(data: bytes, nonce: bytes, secret: str) -> bytes:
    mask = hmac.digest(secret.encode(), b"qualitysup draw seed" + nonce, "sha256")
    return bytes(one ^ other for one, other in zip(data, mask, strict=True))
