"""Texts put together from several: the marks are those of the reader's language."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from qualitysup.wording import in_a_row, listed, tidy


@pytest.mark.parametrize(
    ("language", "names", "sentences"),
    [("en", "a, b", "One. Two."), ("zh-hans", "a、b", "One.Two.")],
)
def test_names_and_sentences_stand_side_by_side_as_the_language_has_it(language, names, sentences):
    with override(language):
        assert listed(["a", "b"]) == names
        assert in_a_row(["One.", "Two."]) == sentences


# What is joined there is no text for people, or always Chinese, typed out on purpose.
NO_WORDS = {
    "enterprises/services/intake.py",  # SQL
    "inspections/forms/draw.py",  # codes to be typed over
    "inspections/forms/visit.py",  # hashes
    "inspections/models/checklist.py",  # a figure and its unit
    "inspections/publicity.py",  # facts as their paper has them
    "inspections/services/pools.py",  # SQL, and the file that is hashed
    "inspections/services/samples.py",  # blanks in a product
    "inspections/services/spreading.py",  # SQL
    "inspections/services/visits.py",  # what an order will say
    "standards/forms/catalogue.py",  # codes to be typed over
    "standards/number_families.py",  # the parts of a number
    "workshops/demo/staff.py",  # SQL
    "workshops/models/category.py",  # a list and the number of its paper
    "qualitysup/documents/pdf.py",  # Typst
    "qualitysup/documents/documents.py",  # a paper is Chinese
    "qualitysup/documents/services/issuing.py",  # a fault of the program
    "qualitysup/reports/paper.py",  # a paper in the words of the office
    "qualitysup/reports/pictures.py",  # Typst
    "qualitysup/wording.py",  # blanks in what was typed
}


def test_no_text_is_joined_by_the_marks_of_one_language():
    root, found = Path(settings.BASE_DIR), set()
    for folder in ["qualitysup", *settings.SUBJECTS]:
        for path in (root / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Attribute)
                    and node.attr == "join"
                    and isinstance(node.value, ast.Constant)
                    and node.value.value in {", ", "; ", " ", "、", "；"}
                ):
                    found.add(str(path.relative_to(root)))

    assert found - NO_WORDS == set()


def test_what_is_typed_is_kept_with_one_blank_between_its_words():
    assert tidy("  陈记\u3000豆腐 \n 坊 ") == "陈记 豆腐 坊"
