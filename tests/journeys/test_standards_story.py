"""From a catalogue's table to the enterprise that has to change; and every page on both screens."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from standards.models import Execution, Standard
from standards.services import executions
from tests.enterprises.factories import EnterpriseFactory
from tests.enterprises.workbooks import csv_file
from tests.factories import UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)
from tests.standards.factories import (
    AccreditationFactory,
    DraftingFactory,
    ExecutionFactory,
    FilingFactory,
    ProductFactory,
    TradeStandardFactory,
    entered,
)

HERE = "/admin/standards/"
HEADER = ["标准号", "标准名称", "实施日期", "代替标准"]


@pytest.fixture
def officer(db):
    return UserFactory(username="standards", roles=[Role.STANDARDS_OFFICER])


@pytest.fixture
def firm(officer):
    """A maker of presses with an account of its own."""
    account = UserFactory(username="firm", roles=[Role.ENTERPRISE_ACCOUNT], divisions=[])
    enterprise = EnterpriseFactory(name="顺德演示锻压机械厂", industry_id="3422")
    Representation.objects.create(user=account, enterprise=enterprise, named_by=officer)
    return enterprise, account


def test_a_replaced_standard_reaches_its_enterprise_and_the_product_is_switched(
    signed_in, officer, firm, tmp_path
):
    """The table is tried out and taken in; who makes to the old standard is told, and changes."""
    enterprise, account = firm
    entered("GB 17120-2012", dt.date(2013, 6, 1), by=officer, name="锻压机械 安全技术条件")
    product = ProductFactory(enterprise=enterprise, name="开式压力机", standard="GB 17120-2012")
    executions.read_products([product.pk])
    table = tmp_path / "catalogue.csv"
    day = timezone.localdate() - dt.timedelta(1)
    row = ["GB 17120—2025", "锻压机械 安全技术规范", day.isoformat(), "GB 17120-2012"]
    csv_file(table, [row], HEADER)

    page = signed_in(officer, width=DESK)
    page.goto(f"{HERE}standard/")
    page.get_by_role("link", name="Import a table").click()
    page.locator("input[type=file]").set_input_files(table)
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Import for good").click()
    expect(page.get_by_text("imported", exact=True)).to_be_visible()
    page.goto(f"{HERE}standard/?q=gb17120")
    page.get_by_role("link", name="GB 17120—2025").click()
    expect(page.locator("#chain").get_by_role("link", name="GB 17120—2012")).to_be_visible()

    theirs = signed_in(account, width=PHONE)
    theirs.goto("/inbox/")
    theirs.get_by_role("button", name=re.compile("GB 17120—2012 → GB 17120—2025")).click()
    expect(theirs.get_by_text("开式压力机").first).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name=re.compile(enterprise.name)).first.click()
    page.get_by_role("link", name="Switch to another standard").click()
    page.get_by_role("button", name="Switch").click()
    expect(page.get_by_text("it is made to GB 17120—2025")).to_be_visible()

    new = Standard.objects.get(number="GB 17120—2025")
    assert Execution.objects.open().get(product=product).standard == new


def test_every_page_is_accessible_and_fits(signed_in, officer, firm):
    old = entered("GB 1-2010", by=officer, ics=["25.120.10"], ccs=["J62"])
    execution = ExecutionFactory(product=ProductFactory(enterprise=firm[0]), standard=old)
    rule = TradeStandardFactory(industry_id="3422", series="GB 1")
    accreditation = AccreditationFactory()
    pages = {
        "catalogue": f"{HERE}standard/",
        "standard": old.get_absolute_url(),
        "new standard": f"{HERE}standard/add/",
        "replaces": f"{HERE}standard/{old.pk}/replaces/",
        "applied": f"{HERE}standard/applied/?number=GB+1&on=2020-01-01",
        "executed": f"{HERE}execution/",
        "execution": execution.get_absolute_url(),
        "switch": f"{HERE}execution/{execution.pk}/switch/",
        "trades": f"{HERE}tradestandard/",
        "firms": f"{HERE}tradestandard/{rule.pk}/firms/",
        "draftings": f"{HERE}drafting/",
        "drafting": DraftingFactory(standard=old).get_absolute_url(),
        "institute": accreditation.institute.get_absolute_url(),
        "accreditation": accreditation.get_absolute_url(),
        "products": "/admin/enterprises/product/",
        "filings": f"{HERE}filing/",
        "filing": FilingFactory(enterprise=firm[0]).get_absolute_url(),
        "new filing": f"{HERE}filing/add/",
    }

    page = signed_in(officer, width=DESK)
    for name, address in pages.items():
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.goto(address).ok, name
            assert_accessible_by_day_and_night(page, name)
            page.emulate_media(color_scheme="light")
            assert_no_wider_than_the_screen(page, name)
