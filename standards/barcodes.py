"""What a barcode of goods says: its kind, its check digit, whose it is; and what a photo says.

Pure but for the photo, which a library reads. Prefixes and lengths of firm codes are given, as the
bureau keeps them in a table.
"""

from dataclasses import dataclass

import zxingcpp
from PIL import Image, UnidentifiedImageError
from stdnum import ean
from stdnum.exceptions import InvalidChecksum, ValidationError

KINDS = {8: "GTIN-8", 12: "GTIN-12", 13: "GTIN-13", 14: "GTIN-14"}
# More pixels tell a reader nothing more.
READ_AT = 2400


@dataclass(frozen=True)
class Gtin:
    """A number of goods as typed: 8, 12, 13 or 14 digits, the last of which checks the others."""

    digits: str

    @property
    def kind(self) -> str:
        """GTIN-8 … GTIN-14; nothing where the digits are too many or too few."""
        return KINDS.get(len(self.digits), "")

    @property
    def check_digit(self) -> str:
        """The one that the others ask for."""
        return ean.calc_check_digit(self.digits[:-1])

    @property
    def is_right(self) -> bool:
        """Length and check digit (GB 12904)."""
        try:
            ean.validate(self.digits)
        except InvalidChecksum:
            return False
        except ValidationError:
            return False
        return self.digits.isascii() and self.digits.isdigit()

    @property
    def as_thirteen(self) -> str:
        """The number of the item itself; a short one has none, a case's is checked by another."""
        if len(self.digits) == 12:
            return f"0{self.digits}"
        return {13: self.digits, 14: self.digits[1:]}.get(len(self.digits), "")

    @property
    def prefix(self) -> str:
        """The three digits of whoever gave out the number."""
        return (self.digits if len(self.digits) == 8 else self.as_thirteen)[:3]

    def same_as(self, other: str) -> bool:
        """Whether another spelling is this number: leading zeros say nothing."""
        return self.digits.zfill(14) == other.zfill(14)


@dataclass(frozen=True)
class Symbol:
    """A symbol on a photo: what it says, and of which kind it is."""

    text: str
    kind: str


class Unreadable(Exception):
    """It is no picture, or no picture that can be opened."""


def read(photo) -> list[Symbol]:
    """Every symbol on a photo, however it was held, from left to right; none is an empty list."""
    try:
        with Image.open(photo) as image:
            image = image.convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Unreadable(str(error)) from error
    image.thumbnail((READ_AT, READ_AT))
    found = {}
    for each in zxingcpp.read_barcodes(image):
        found.setdefault((each.text, each.format.name), each.position.top_left.x)
    return [Symbol(text, kind) for text, kind in sorted(found, key=found.get)]
