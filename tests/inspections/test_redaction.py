import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections.redaction import Redaction, apply, propose


@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("身份证440606198001011234。", "440606198001011234", "id_number"),
        ("身份证44060619800101123X", "44060619800101123X", "id_number"),
        ("电话13900001234，", "13900001234", "phone"),
        ("座机0757-22221111。", "0757-22221111", "phone"),
        ("账号6222021234567890123", "6222021234567890123", "account"),
        ("所用配方：苯甲酸钠0.5%，其余合格。", "配方：苯甲酸钠0.5%", "secret"),
    ],
)
def test_what_is_nobodys_business_is_proposed(text, found, why):
    assert propose({"failed_items": [text]}) == [Redaction(found, why)]


def test_a_name_that_is_known_is_proposed_and_keeps_its_family_name():
    facts = {"violated": "由张小明签字", "product": "锻压机械"}

    proposals = propose(facts, ["张小明", "李大伟", " "])

    assert proposals == [Redaction("张小明", "person")]
    assert apply(facts, proposals) == {"violated": "由张某某签字", "product": "锻压机械"}


@pytest.mark.parametrize(
    "text", ["GB 17120—2025", "91440606MA0000001X", "顺市监责改〔2026〕12号", "YS-DY-2025-001"]
)
def test_a_standard_a_code_or_a_number_of_a_paper_is_left_alone(text):
    assert propose({"standard": text}) == []


def test_the_longer_text_is_blacked_out_first():
    facts = {"violated": "张小明的儿子张小"}

    after = apply(facts, [Redaction("张小", "person"), Redaction("张小明", "person")])

    assert after == {"violated": "张某某的儿子张某"}


@given(st.lists(st.text(max_size=40), max_size=4), st.text(min_size=4, max_size=10))
def test_nothing_that_was_blacked_out_by_hand_is_left(lines, secret):
    """However it is surrounded, unless what takes its place puts it together anew."""
    facts = {"failed_items": [line + secret for line in lines]}

    after = apply(facts, [Redaction(secret, "other")])

    assert all(secret not in text or "＊" in secret for text in after["failed_items"])
