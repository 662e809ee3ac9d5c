"""Texts put together from several: the marks are those of the reader's language."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import override

from qualitysup.wording import in_a_row, listed


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
    "enterprises/cells.py",  # what a cell of a table means
    "enterprises/models/enterprise.py",  # blanks in a name
    "enterprises/services/intake.py",  # SQL
    "inspections/forms/draw.py",  # codes to be typed over
    "inspections/forms/visit.py",  # hashes
    "inspections/models/checklist.py",  # a figure and its unit
    "inspections/public.py",  # blanks in what was typed
    "inspections/publicity.py",  # facts as their paper has them
    "inspections/services/pools.py",  # SQL, and the file that is hashed
    "inspections/services/samples.py",  # blanks in a product
    "inspections/services/spreading.py",  # SQL
    "inspections/services/visits.py",  # what an order will say
    "qualitysup/documents/pdf.py",  # Typst
    "qualitysup/documents/documents.py",  # a paper is Chinese
    "qualitysup/documents/services/issuing.py",  # a fault of the program
    "qualitysup/notices/services/owing.py",  # blanks in a subject
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
