import csv
import sys
import unicodedata
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from standards.numbers import (
    LONGEST,
    Level,
    Nature,
    NotANumber,
    StandardNumber,
    find,
    normalise,
    parse,
)

TABLE = list(
    csv.DictReader(Path(__file__).with_name("standard_numbers.csv").open(encoding="utf-8"))
)
CANONICAL = sorted({row["canonical"] for row in TABLE})
DASHES = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) == "Pd"
] + ["\u2212", "\ufe58", "\ufe63", "\uff0d", "\u30fc", "\u2043", "\u00ad", "--", "——", " - "]
SPACES = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) == "Zs"
] + ["\u200b", "\u2060", "\ufeff", "\t", "  "]


# The table


@pytest.mark.parametrize("level", Level)
def test_numbers_are_read_as_they_are_seen_in_the_wild(level):
    wrong = []
    for row in (row for row in TABLE if row["level"] == level):
        try:
            number = parse(row["spelling"])
        except NotANumber as refusal:
            wrong.append((row["spelling"], refusal.reason))
            continue
        read = {
            "canonical": str(number),
            "level": number.level,
            "nature": number.nature,
            "series": number.series,
            "year": str(number.year or ""),
        }
        if read.items() - row.items():
            wrong.append((row["spelling"], read))

    assert not wrong


def test_table_is_long_and_knows_every_level_and_nature():
    assert len(TABLE) >= 330
    assert {row["level"] for row in TABLE} == set(Level)
    assert {row["nature"] for row in TABLE} == set(Nature)


@pytest.mark.parametrize("level", Level)
def test_dated_numbers_are_found_in_running_text(level):
    wrong = []
    for row in (row for row in TABLE if row["level"] == level and row["year"]):
        text = f"本产品按{row['canonical']}检验，第2页共3页。"
        if [str(number) for number in find(text)] != [row["canonical"]]:
            wrong.append((row["canonical"], find(text)))

    assert not wrong


# Parts, order


def test_number_comes_apart_into_its_parts():
    assert parse("GB 50016-2014(2018年版)") == StandardNumber("GB", "50016", 2014, "2018年版")
    assert parse("GB 4706.1-2005/XG1-2016") == StandardNumber("GB", "4706.1", 2005, "XG1-2016")
    assert parse("GB/T 19001-2016/ISO 9001:2015") == StandardNumber(
        "GB/T", "19001", 2016, with_international="ISO 9001:2015"
    )
    assert parse("DB31/2025-2014") == StandardNumber("DB31/", "2025", 2014)
    assert parse("Q/MD0012S") == StandardNumber("Q/MD", "0012S", None)


def test_undated_number_is_one_without_a_year():
    assert parse("GB 7718-2011").is_dated
    assert not parse("GB 7718").is_dated


def test_firms_may_have_chinese_codes_and_classes():
    assert normalise("Q/顺德001-2023") == "Q/顺德 001—2023"
    assert normalise("Q/（GZ）LDZ 8－2013") == "Q/(GZ)LDZ 8—2013"
    assert normalise("Q/AAA J01 001-2023") == "Q/AAA J01 001—2023"
    assert normalise("Q31/0112000234C004-2017") == "Q31/0112000234C 004—2017"


def test_occupational_health_is_not_guidance():
    assert parse("GBZ 2.1-2019").nature == Nature.MANDATORY
    assert parse("GB/Z 28828-2012").nature == Nature.GUIDANCE
    assert parse("GBZ 2.1-2019").series != parse("GB/Z 2.1-2019").series


def test_seismology_is_a_sector_and_tianjin_a_province():
    assert parse("DB/T 9-2004").level == Level.SECTOR
    assert parse("DB/T 29-2008").level == Level.SECTOR
    assert parse("DB/T 29-208-2020").level == Level.LOCAL


def test_metrology_of_a_province_is_local_and_that_of_a_ministry_is_not():
    assert parse("JJF(粤)028-2014").level == Level.LOCAL
    assert parse("JJG(交通)055-2009").level == Level.SECTOR


def test_unknown_letters_of_two_are_a_sector():
    assert parse("XX/T 12-2030").level == Level.SECTOR


def test_numbers_are_sorted_as_numbers():
    ordered = [
        "GB 2—1980",
        "GB 10",
        "GB 10—2010",
        "GB 10—2020",
        "GB 10.1—2000",
        "GB 10.2—2000",
        "GB 10.10—1990",
        "GB 100—1990",
        "GB/T 1.1—2020",
        "Q/MD 2—2020",
    ]

    assert [str(number) for number in sorted(map(parse, reversed(ordered)))] == ordered


def test_editions_of_one_series_differ_in_their_keys():
    keys = [parse(number).sort_key for number in CANONICAL]

    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 200


# Running text


def test_every_number_in_a_text_is_found_in_order():
    text = (
        "执行标准：GB 7718-2011（预包装食品标签通则）、gb28050－2011；标准号:Q/MD 0012S-2020。"
        "依据《GB／T 19001—2016》/ISO 9001:2015及DB44/T 1234，按T/SDMA1-2024和QBT 1649-92检验"
    )

    assert [str(number) for number in find(text)] == [
        "GB 7718—2011",
        "GB 28050—2011",
        "Q/MD 0012S—2020",
        "GB/T 19001—2016",
        "ISO 9001:2015",
        "DB44/T 1234",
        "T/SDMA 1—2024",
        "QB/T 1649—1992",
    ]


def test_numbers_that_lost_what_stood_between_them_are_both_found():
    assert [str(number) for number in find("GB7718-2011GB28050-2011")] == [
        "GB 7718—2011",
        "GB 28050—2011",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "本厂生产的产品没有标准号",
        "内存8GB 1600MHz，PM 2.5，型号IS 12",
        "GB/T 5750.1~5750.13-2006",
        "GB/T 5750.1至5750.13",
        "GB 7718-2999",
        "GB 7718-20111",
        "DB-4401",
        "电话 0757-22331234，日期2011-04-20",
        "许可证SC10644060600123",
        "顺市监责改〔2026〕12号",
    ],
)
def test_what_is_no_number_is_not_found(text):
    assert find(text) == []


# Refusals


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "empty", "Enter the number"),
        (" \u3000《》 ", "empty", "Enter the number"),
        ("GB", "no_digits", "“GB”"),
        ("DB44/T", "no_digits", "“DB44/T”"),
        ("企业标准", "no_digits", "“企业标准”"),
        ("7718-2011", "no_prefix", "letters before “7718-2011”"),
        ("GB 7718-0202", "year", "0202"),
        ("GB 7718-2999", "year", "2999"),
        ("ISO 9001:1899", "year", "1899"),
        ("GB 4943-05", "short_year", "2005 instead of 05"),
        ("GB/T 5750.1~5750.13-2006", "range", "each part"),
        ("GB/T 5750.1～5750.13-2006", "range", "each part"),
        ("GB/T 5750.1-5750.13-2006", "range", "each part"),
        ("GB/T 5750.1至GB/T 5750.13", "range", "each part"),
        ("GB/T 5750（所有部分）", "range", "each part"),
        ("HG/T 20592~20635-2009", "range", "each part"),
        ("GB 7718-2011和GB 28050-2011", "several", "GB 7718—2011, GB 28050—2011"),
        ("GB 7718-2011/GB 28050-2011", "several", "one at a time"),
        ("执行标准：GB 7718-2011", "other_words", "only GB 7718—2011"),
        ("GB 7718-2011（预包装食品标签通则）", "other_words", "only GB 7718—2011"),
        ("GB 7718-20111", "unknown_form", "“GB 7718-20111”"),
        ("GB 7718.2011", "unknown_form", "not the number"),
        ("DB312025-2014", "unknown_form", "not the number"),
        ("GB 7718\x00-2011", "control_character", "control characters"),
        ("GB " + "7" * LONGEST, "too_long", "at most 80"),
        ("GB" * 5_000, "too_long", "at most 80"),
    ],
)
def test_what_is_no_number_is_refused_in_words(text, code, words):
    with translation.override("en"), pytest.raises(NotANumber) as refused:
        parse(text)

    assert refused.value.code == code
    assert words in refused.value.reason == str(refused.value)


@pytest.mark.parametrize("piece", ["Q/A0", "GB/T 1.", "- ", "1一", "T/", "ISO/IEC/", "((", " ~"])
def test_long_text_takes_no_long_time(piece):
    """A form that backtracks would not come back from this."""
    assert isinstance(find(piece * 20_000), list)


# Properties


@given(st.sampled_from(CANONICAL))
def test_what_is_written_is_read_back(canonical):
    assert normalise(canonical) == canonical


@st.composite
def spellings(draw):
    """A canonical number, and the same number with dashes, spaces, case and width at random."""
    number = parse(draw(st.sampled_from([row["canonical"] for row in TABLE if row["year"]])))
    assume(not number.suffix and not number.prefix.startswith("ASTM"))
    written = {
        " ": st.sampled_from([space for space in SPACES if space not in "\u200b\u2060\ufeff"]),
        "—": st.sampled_from(DASHES),
        "/": st.sampled_from(["/", "／", "∕", "⁄", "\\", " / "]),
        ":": st.sampled_from([":", "：", "﹕", " : "]),
        ".": st.sampled_from([".", "．"]),
    }
    typed = [
        draw(written[character]) if character in written else draw(looks(character))
        for character in str(number)
    ]
    around = draw(st.sampled_from(["{}", " {}\n", "《{}》", "“{}”", "\u3000{}\ufeff"]))
    return number, around.format("".join(typed))


def looks(character):
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
    return st.sampled_from([character, character.lower(), wide, wide.lower()])


@given(spellings())
def test_any_spelling_of_a_number_is_the_same_number(spelling):
    number, typed = spelling
    assume(len(typed) <= LONGEST)

    assert parse(typed) == number
    assert hash(parse(typed)) == hash(number)


@given(st.integers(1, 99_999), st.integers(1950, 2099), st.sampled_from([*SPACES, ""]))
def test_any_space_or_none_stands_between_letters_and_digits(digits, year, space):
    assert parse(f"GB/T{space}{digits}-{year}") == StandardNumber("GB/T", str(digits), year)


@given(st.integers(1950, 1999))
def test_two_digits_are_a_year_of_the_last_century(year):
    assert parse(f"GB 4943-{year % 100}") == parse(f"GB 4943-{year}")


@given(
    st.one_of(
        st.text(max_size=100),
        st.text("GBTZQDSJISOECN/T-—:. ()0123456789年版XG粤+~至", max_size=100),
        st.from_regex(
            r"\A(GB|GB/T|GBZ|QB|DB44|DBJ|T/AB|Q/A1|ISO|IEC/TR|EN|ASTM D|UL|CECS)"
            r"[ /-]?[A-Z]?[0-9]{1,5}([ .-][0-9S]{1,4}){0,3}([:/-][0-9A-Z]{1,4}){0,2}\Z"
        ),
    )
)
def test_whatever_is_typed_is_a_number_or_a_refusal(typed):
    find(typed)
    try:
        number = parse(typed)
    except NotANumber:
        return
    assert parse(str(number)) == number
    assert len(str(number)) <= LONGEST
    assert len(number.sort_key) <= 200
    assert number.level in Level
