"""A service of the institute in a situation: what is entered of a barcode."""

from django.core.files.base import ContentFile

from standards.demo.service import symbol
from standards.services import checks

NUMBER = "6901234567892"


def photo(number=NUMBER):
    """A picture of its symbol, as a phone would send it."""
    return ContentFile(symbol(number), name="条码.jpg")


def checked(request, by, **facts):
    """A check that finds nothing wrong, unless told otherwise."""
    right = {"typed": NUMBER, "photo": photo(), "grade": "3.2", "grade_needed": "1.5"}
    return checks.check_barcode(request, by=by, **right | facts)


def found(check) -> dict:
    return {each["key"]: each["ok"] for each in check.found}
