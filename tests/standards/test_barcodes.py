"""Numbers of goods, and the symbols that a real library draws and another reads."""

import io

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from standards import barcodes
from standards.barcodes import Gtin
from standards.demo.service import symbol


@pytest.mark.parametrize(
    ("digits", "kind", "prefix", "thirteen"),
    [
        ("6901234567892", "GTIN-13", "690", "6901234567892"),
        ("96385074", "GTIN-8", "963", ""),
        ("036000291452", "GTIN-12", "003", "0036000291452"),
        ("16901234567899", "GTIN-14", "690", "6901234567899"),
        ("4006381333931", "GTIN-13", "400", "4006381333931"),
    ],
)
def test_a_number_of_each_length_is_right(digits, kind, prefix, thirteen):
    gtin = Gtin(digits)

    assert gtin.is_right
    assert (gtin.kind, gtin.prefix, gtin.as_thirteen) == (kind, prefix, thirteen)


@pytest.mark.parametrize(
    "digits", ["6901234567890", "690123456789", "12345", "", "690123456789²", "69012345678 2"]
)
def test_a_number_that_is_none_is_wrong(digits):
    assert not Gtin(digits).is_right


@given(st.sampled_from([8, 12, 13, 14]), st.data())
def test_exactly_one_last_digit_is_right(length, data):
    body = data.draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))

    right = [digit for digit in "0123456789" if Gtin(body + digit).is_right]

    assert right == [Gtin(body + "0").check_digit]


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11))
def test_one_digit_mistyped_is_always_found(body, place):
    right = body + Gtin(body + "0").check_digit
    other = str((int(right[place]) + 1) % 10)

    assert not Gtin(right[:place] + other + right[place + 1 :]).is_right


def test_leading_zeros_say_nothing():
    assert Gtin("036000291452").same_as("0036000291452")
    assert not Gtin("6901234567892").same_as("6901234567899")


# --- On a photo -----------------------------------------------------------------------------------


def photo(image) -> io.BytesIO:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=70)
    kept.seek(0)
    return kept


def drawn(number, kind=zxingcpp.BarcodeFormat.EAN13):
    made = Image.fromarray(zxingcpp.create_barcode(number, kind).to_image(scale=4))
    return ImageOps.expand(made, border=60, fill=255)


@pytest.mark.parametrize("turned", [0, 8, 90, 180])
def test_a_symbol_is_read_however_the_phone_was_held(turned):
    image = drawn("6901234567892").rotate(turned, expand=True, fillcolor=255)

    (found,) = barcodes.read(photo(image))

    assert (found.text, found.kind) == ("6901234567892", "EAN13")


def test_a_phone_that_turns_by_its_exif_is_understood():
    image, exif = drawn("6901234567892").rotate(90, expand=True), Image.Exif()
    exif[0x0112] = 6
    kept = io.BytesIO()
    image.save(kept, "JPEG", exif=exif)

    assert [each.text for each in barcodes.read(kept)] == ["6901234567892"]


def test_two_symbols_are_both_told_from_left_to_right():
    left, right = drawn("6901234567892"), drawn("4006381333931")
    both = Image.new("L", (left.width + right.width, left.height), 255)
    both.paste(right, (left.width, 0))
    both.paste(left, (0, 0))

    assert [each.text for each in barcodes.read(photo(both))] == ["6901234567892", "4006381333931"]


def test_a_photo_without_a_symbol_tells_none():
    assert barcodes.read(photo(Image.new("L", (400, 300), 255))) == []


def test_what_is_no_picture_is_refused():
    with pytest.raises(barcodes.Unreadable):
        barcodes.read(io.BytesIO(b"%PDF-1.4"))


def test_the_symbol_of_the_demo_is_one_that_can_be_read():
    assert barcodes.read(io.BytesIO(symbol("6901234567892")))[0].text == "6901234567892"
