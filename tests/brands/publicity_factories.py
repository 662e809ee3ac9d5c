"""Publicity and counterfeit clues about honours that stand, and the people who write of them."""

import datetime as dt

from django.utils import timezone

from brands.services import counterfeits, publicity
from qualitysup.accounts.roles import Role
from tests.brands.factories import granted
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory

HOLDER = "测试燃气具有限公司"
TEXT = "测试燃气具有限公司的家用燃气灶于{day}获广东优质认证，证书编号为测试优1号。"


def standing(**facts):
    """An honour that stands today."""
    firm = facts.pop("enterprise", None) or EnterpriseFactory(name=HOLDER)
    granted_on = timezone.localdate() - dt.timedelta(days=200)
    facts = {
        "of": "guangdong-excellent",
        "granted_on": granted_on,
        "product": "家用燃气灶",
        "brand": "测试",
        "number": "测试优1号",
    } | facts
    return granted(firm, **facts)


def told(honour) -> str:
    """What may be told of it."""
    return TEXT.format(day=f"{honour.granted_on.year}年{honour.granted_on.month}月")


def drafted(honour=None, *, by=None, **facts):
    honour = honour or standing()
    by = by or UserFactory(roles=[Role.BRAND_OFFICER])
    facts = {"headline": "测试燃气具获认证", "text": told(honour)} | facts
    return publicity.draft(by=by, honour=honour, **facts)


def heads():
    """Two who may approve."""
    return UserFactory(roles=[Role.SECTION_HEAD]), UserFactory(roles=[Role.BUREAU_LEADER])


def released(honour=None, *, by=None, **facts):
    item = drafted(honour, by=by, **facts)
    first, second = heads()
    item = publicity.submit(item, by=item.created_by)
    return publicity.release(publicity.approve(item, by=first), by=second)


def clue(honour=None, *, by=None, **facts):
    by = by or UserFactory(roles=[Role.CASE_OFFICER])
    facts = {
        "source": "consumer",
        "place": "测试市场3号档",
        "enterprise_name": "某某灶具店",
        "text": "包装上印有他人的认证标志。",
    } | facts
    return counterfeits.register(by=by, honour=honour or standing(), **facts)


def counterfeit(**facts):
    """A clue of which the holder said that the goods are not theirs."""
    by = facts.pop("by", None) or UserFactory(roles=[Role.CASE_OFFICER])
    return counterfeits.verify(
        clue(by=by, **facts), by=by, verdict="counterfeit", statement="非我公司产品。"
    )
