"""What everybody may look up of honours."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from brands.services import honours
from qualitysup.accounts.roles import Role
from tests.brands.factories import granted
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.factories import PublicPageFactory

pytestmark = pytest.mark.django_db

CATALOGUE, CHECK = "/public/honours/", "/public/honours/check/"
TODAY = dt.date.today()


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


def read(path, **query):
    response = Client().get(f"{path}?{urlencode({'lang': 'en', **query})}")
    return response.status_code, response.content.decode()


def standing(head, **facts):
    """One that stands today."""
    years = dt.timedelta(days=200)
    return granted(of="guangdong-excellent", granted_on=TODAY - years, by=head, **facts)


def test_without_an_open_page_there_is_none(head):
    standing(head)
    PublicPageFactory(is_open=False)

    assert read(CATALOGUE)[0] == read(CHECK)[0] == 404


def test_what_stands_is_shown_with_its_source_and_what_ended_is_not(head):
    PublicPageFactory()
    shown = standing(head, product="测试电饭锅", brand="甲牌")
    ended = standing(head, product="测试风扇")
    honours.revoke(ended, by=head, because="抽查不合格")
    granted(by=head, product="测试旧产品")  # ran out long ago
    far = EnterpriseFactory(division_id=HUANGSHI)
    standing(UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI]), enterprise=far)

    status, page = read(CATALOGUE)

    assert status == 200
    for words in (shown.enterprise.name, "测试电饭锅", "甲牌", "广东优质", "测试公告"):
        assert words in page
    for words in ("测试风扇", "测试旧产品", far.name):
        assert words not in page


def test_it_is_searched_by_holder_product_brand_and_kind(head):
    PublicPageFactory()
    pot, fan = (
        standing(head, product="测试电饭锅"),
        standing(head, product="测试风扇", brand="乙牌"),
    )

    for query in ({"q": "风扇"}, {"q": "乙牌"}, {"q": fan.enterprise.name}):
        page = read(CATALOGUE, **query)[1]
        assert fan.product in page
        assert pot.product not in page
    assert fan.product not in read(CATALOGUE, kind="china-name-brand")[1]


def test_a_certificate_is_checked_by_its_number(head):
    PublicPageFactory()
    held = standing(head, number="粤优2026-0001")
    ended = standing(head, product="测试风扇", number="粤优2026-0002")
    ended = honours.revoke(ended, by=head, because="抽查不合格")

    assert held.enterprise.name in read(CHECK, number=" 粤优2026-0001 ")[1]
    page = read(CHECK, number="粤优2026-0002")[1]
    assert "revoked" in page
    assert ended.ended_on.isoformat() in page
    assert "No certificate" in read(CHECK, number="粤优2026-0003")[1]
    assert "No certificate" not in read(CHECK)[1]


def test_a_page_costs_the_same_for_two_and_for_twelve(head):
    PublicPageFactory()

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert read(CATALOGUE)[0] == 200
        return len(captured)

    for _each in range(2):
        standing(head)
    two = cost()
    for _each in range(10):
        standing(head)
    assert cost() == two
