import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from enterprises import uscc
from tests.enterprises.factories import uscc_number

# The remainder of its check sum is 0, which naive implementations get wrong.
REMAINDER_ZERO = "91440606MAH0YWCM60"


def test_code_whose_remainder_is_zero_is_valid():
    assert uscc.clean(REMAINDER_ZERO) == REMAINDER_ZERO


@pytest.mark.parametrize(
    "typed",
    [
        "91440606mah0ywcm60",
        " 91440606 MAH0 YWCM60 ",
        "91440606-MAH0YWCM6-0",
        "９１４４０６０６ＭＡＨ０ＹＷＣＭ６０",
        "　９１４４０６０６ｍａｈ０ｙｗｃｍ６０\t",
    ],
)
def test_code_is_kept_in_one_spelling(typed):
    assert uscc.clean(typed) == REMAINDER_ZERO


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91440606MAH0YWCM61", "uscc_check_digit"),
        ("91440606MAH0YWCM6", "uscc_length"),
        ("", "uscc_length"),
        ("91440606MAH0YWCI60", "uscc_form"),
        ("9144060XMAH0YWCM60", "uscc_form"),
        ("测测测测测测测测测测测测测测测测测测", "uscc_form"),
    ],
)
def test_wrong_code_says_what_is_wrong(typed, code):
    with pytest.raises(ValidationError) as refused:
        uscc.clean(typed)

    assert refused.value.code == code


@given(st.integers(0, 9_999_999), st.sampled_from(["lower", "wide", "spaced"]))
def test_any_spelling_of_a_valid_code_is_the_same_code(serial, way):
    code = uscc_number(serial)
    spelled = {
        "lower": code.lower(),
        "wide": "".join(chr(ord(character) + 0xFEE0) for character in code),
        "spaced": " ".join(code),
    }[way]

    assert uscc.clean(spelled) == code


@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_noticed(serial, place, digit):
    code = uscc_number(serial)
    wrong = code[:place] + digit + code[place + 1 :]

    if wrong != code:
        with pytest.raises(ValidationError):
            uscc.clean(wrong)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_a_refusal(typed):
    try:
        code = uscc.clean(typed)
    except ValidationError:
        return
    assert len(code) == 18
