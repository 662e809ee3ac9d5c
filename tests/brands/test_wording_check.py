"""What a text about an honour may not say, sentence by sentence."""

import datetime as dt

import pytest

from brands import wording_check
from brands.models import WordingRule
from brands.services import honours
from enterprises.models import Product
from qualitysup.accounts.roles import Role
from tests.brands.factories import granted
from tests.brands.publicity_factories import HOLDER, standing, told
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def objections(honour, text, headline="获证", **when):
    return wording_check.of(honour, headline=headline, text=text, **when)


def test_facts_stand(db):
    honour = standing()

    assert objections(honour, told(honour)) == []


SAID = {
    "recommended": ("我局推荐该产品。", "推荐", "产品质量法 25"),
    "made under supervision": ("本产品由我局监制！", "监制", "产品质量法 25"),
    "first choice": ("家庭首选的产品", "首选", "产品质量法 25"),
    "trustworthy": ("消费者信得过的产品。", "信得过", "产品质量法 25"),
    "superlative": ("该产品是最佳的灶具。", "最佳", "广告法 9"),
    "with blanks between": ("国 家 级 品质。", "国家级", "广告法 9"),
    "in full width": ("该产品为最　佳产品。", "最佳", "广告法 9"),
    "exempted from inspection": ("产品免检。", "免检", "废止"),
    "another honour": ("该产品也是中国名牌。", "中国名牌产品", "产品质量法 5"),
    "another day": ("于1998年获证。", "1998", "产品质量法 5"),
    "another number": ("证书编号：测试优2号。", "测试优1号", "产品质量法 5"),
    "another brand": ("品牌为“别的”。", "测试", "产品质量法 5"),
}


@pytest.mark.parametrize(("sentence", "named", "law"), SAID.values(), ids=SAID)
def test_each_sentence_that_breaks_a_rule_is_named_with_the_law(sentence, named, law):
    honour = standing()

    found = objections(honour, told(honour) + sentence)

    assert [each.sentence for each in found] == [sentence]
    assert named in found[0].reason
    assert law in found[0].law


MAY_BE_SAID = [
    "产品执行推荐性国家标准。",
    "广东优质认证由广东优质认证联盟授予。",
    "品牌为“测试”。",
    "“测试”牌家用燃气灶执行 GB 16410-2020。",
    "证书编号为测试优1号，见公告。",
]


@pytest.mark.parametrize("sentence", MAY_BE_SAID)
def test_what_only_looks_like_it_may_be_said(sentence):
    honour = standing()

    assert objections(honour, told(honour) + sentence) == []


def test_an_honours_own_name_breaks_no_rule(db):
    WordingRule.objects.create(words="优质", law="测试法 1", why="测试")
    honour = standing()

    assert objections(honour, told(honour)) == []
    assert objections(honour, told(honour) + "产品优质。")[0].law == "测试法 1"


def test_a_rule_counts_only_while_it_is_in_force(db):
    rule = WordingRule.objects.create(words="老字号", law="测试法 1", why="测试")
    honour = standing()
    text = told(honour) + "老字号。"
    assert len(objections(honour, text)) == 1

    rule.valid_to = dt.date(2020, 1, 1)
    rule.save()
    assert objections(honour, text) == []


def test_what_ran_out_is_told_of_no_more(db):
    honour = granted(
        standing().enterprise,
        of="china-name-brand",
        granted_on=dt.date(2006, 9, 1),
        product="家用燃气灶",
    )
    text = f"{HOLDER}的家用燃气灶于2006年9月获中国名牌产品。"

    assert "does not stand" in objections(honour, text)[0].reason
    assert objections(honour, text, on=dt.date(2010, 1, 1)) == []


def test_of_a_holder_with_another_honour_that_one_may_be_told_while_it_stands(db):
    honour = standing()
    other = granted(
        honour.enterprise,
        of="bay-area-certification",
        granted_on=honour.granted_on,
        product="热水器",
        valid_to=dt.date(2090, 1, 1),
    )
    text = told(honour) + "该公司另有湾区认证。"
    assert objections(honour, text) == []

    honours.give_up(other, by=UserFactory(roles=[Role.SECTION_HEAD]), because="停产")
    assert "湾区认证" in objections(honour, text)[0].reason


def test_an_honour_of_one_product_is_not_told_of_another(db):
    honour = standing()
    Product.objects.create(enterprise=honour.enterprise, name="燃气热水器")

    found = objections(honour, told(honour) + "其燃气热水器获广东优质。该公司也生产燃气热水器。")

    assert [each.sentence for each in found] == ["其燃气热水器获广东优质。"]


@pytest.mark.parametrize("missing", [HOLDER, "家用燃气灶"])
def test_a_text_names_holder_and_product(missing):
    honour = standing()

    found = objections(honour, told(honour).replace(missing, "它"))

    assert [each.sentence for each in found] == [""]
    assert missing in found[0].reason


def test_any_text_costs_the_same_few_queries(django_assert_max_num_queries):
    honour = standing()
    with django_assert_max_num_queries(7):
        objections(honour, told(honour) * 50)
