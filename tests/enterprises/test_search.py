import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprises import search
from enterprises.models import Enterprise
from tests.enterprises.factories import EnterpriseFactory, FormerNameFactory

NAMES = [
    "佛山市顺德区美的（集团）电器有限公司",
    "广东格兰仕集团有限公司",
    "重庆长安锻压机械厂",
    "ABC Machinery（顺德）Co., Ltd.",
    "美好的家具店",
]


@pytest.fixture
def register(db):
    return [EnterpriseFactory(name=name) for name in NAMES]


def found(query):
    return set(Enterprise.objects.search(query).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("美", {NAMES[0], NAMES[4]}),
        ("美的", {NAMES[0]}),
        ("的美", set()),
        ("美的电", set()),  # its pairs of characters are there, but not in this order
        ("美的集团", {NAMES[0]}),
        ("电器 美", {NAMES[0]}),
        ("gls", {NAMES[1]}),
        ("GLS", {NAMES[1]}),
        ("cqca", {NAMES[2]}),  # 重庆, read as the phrase
        ("zqca", set()),
        ("ａｂｃ", {NAMES[3]}),
        ("abcmach", {NAMES[3]}),
        ("！", set(NAMES)),  # nothing to look for is no condition
    ],
)
def test_enterprise_is_found_by_a_piece_of_its_name_or_its_initials(register, query, names):
    assert found(query) == names


@pytest.mark.parametrize("length", [1, 2, 5, 18])
def test_enterprise_is_found_by_a_piece_of_its_number(register, length):
    wanted = register[2]

    assert wanted.name in found(wanted.uscc[-length:].lower())


def test_enterprise_is_found_by_what_it_was_called(register):
    FormerNameFactory(enterprise=register[0], name="北滘街办塑料生产组")
    register[0].save()

    assert found("塑料生产") == {NAMES[0]}
    assert found("slscz") == {NAMES[0]}


def test_enterprise_without_number_is_found_by_name(db):
    EnterpriseFactory(workshop=True, name="康记豆腐坊")

    assert found("豆腐") == {"康记豆腐坊"}


ALPHABET = st.text(alphabet="美的电器顺德锻压A1（）", min_size=1, max_size=6)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.lists(ALPHABET, min_size=1, max_size=4), query=ALPHABET)
def test_search_finds_what_a_plain_look_through_finds(db, names, query):
    Enterprise.objects.all().delete()
    kept = [EnterpriseFactory(name=name, uscc=None) for name in names if search.normalise(name)]
    wanted = search.normalise(query)

    seen = set(Enterprise.objects.search(query).values_list("pk", flat=True))

    assert seen == {row.pk for row in kept if wanted in row.search_text}


def test_short_search_is_answered_by_the_index(db):
    EnterpriseFactory.create_batch(5)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")

        plan = Enterprise.objects.search("锻").order_by().explain()

    assert "enterprise_grams" in plan
    assert "UPPER" not in plan


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("佛山市顺德区宏力锻压机械有限公司", "顺德区陈村镇宏力锻压机械厂"),
        ("宏力（锻压）机械有限公司", "宏力锻压机械 有限责任公司"),
    ],
)
def test_names_that_differ_in_place_and_form_have_one_key(one, other):
    assert search.name_key(one) == search.name_key(other)


def test_name_of_nothing_but_place_and_form_keeps_a_key():
    assert search.name_key("有限公司")
    assert search.name_key("佛山市") == "佛山市"
