import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitysup.documents import numbers
from qualitysup.documents.numbers import Number

# Typed out from the office's rule (GB/T 9704-2012, 7.2.5).
RULE = re.compile(r"^[\u4e00-\u9fa5]{2,12}〔20\d{2}〕[1-9]\d*号$")


def test_number_is_written_as_the_standard_says():
    assert str(Number("顺市监责改", 2026, 12)) == "顺市监责改〔2026〕12号"


@pytest.mark.parametrize(
    "seen",
    [
        "顺市监责改〔2026〕12号",
        "顺市监责改[2026]  12号",
        "顺市监责改﹝2026﹞12号",
        "顺市监责改［２０２６］１２号",
        "顺市监责改(2026)12号",
        "顺市监责改（2026）第12号",
        "顺市监责改【2026】012号",
        " 顺市监责改 〔2026〕 第 012 号\n",
    ],
)
def test_number_is_read_as_it_is_seen_in_the_wild(seen):
    assert numbers.parse(seen) == Number("顺市监责改", 2026, 12)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "12号",
        "〔2026〕12号",
        "顺市监责改〔2026〕0号",
        "顺市监责改〔1926〕12号",
        "顺市监责改2026-12",
    ],
)
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(ValueError, match="not the number"):
        numbers.parse(wrong)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("[2012]  14号", "〔2012〕14号"),
        ("﹝2019﹞", "〔2019〕"),
        ("顺市监", "顺市监"),
        ("12", "12"),
    ],
)
def test_piece_of_a_number_is_normalised_for_search(piece, expected):
    assert numbers.normalise(piece) == expected


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=12),
    st.integers(2000, 2099),
    st.integers(1, 10**9),
)
def test_what_is_written_is_read_back_and_keeps_the_rule(word, year, seq):
    number = Number(word, year, seq)

    assert RULE.match(str(number))
    assert re.match(numbers.PATTERN, str(number))
    assert numbers.parse(str(number)) == number
