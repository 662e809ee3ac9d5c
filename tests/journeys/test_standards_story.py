"""From a catalogue's table to the enterprise that has to change; and every page on both screens."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from enterprises.models import Representation
from qualitysup.accounts.roles import Role
from standards.demo.service import symbol
from standards.models import Execution, Filing, ServiceRequest, Standard
from standards.services import executions, requests
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.enterprises.workbooks import csv_file
from tests.factories import UserFactory
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.pages import add_row, case, state_of, take, told
from tests.journeys.test_look import (
    assert_every_page_is_accessible_and_fits,
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


def test_a_declaration_goes_from_the_account_to_its_review(signed_in, officer, firm, tmp_path):
    """On the firm's phone it is written and declared; at the desk somebody looks at it."""
    enterprise, account = firm
    ProductFactory(enterprise=enterprise, name="开式压力机")
    text = tmp_path / "Q_YS 001-2026.pdf"
    text.write_bytes(b"%PDF-1.4\n%%EOF")
    day = timezone.localdate().isoformat()

    theirs = signed_in(account, width=PHONE)
    theirs.goto(f"{HERE}filing/add/")
    theirs.locator("[name=own_number]").fill("q/ys 001-2026")
    theirs.locator("[name=name]").fill("开式压力机")
    theirs.locator("[name=published_on]").fill(day)
    theirs.locator("[name=in_force_on]").fill(day)
    theirs.get_by_role("button", name="Save and continue editing").click()
    at = case(theirs)
    expect(theirs.get_by_role("region", name="Next steps")).to_contain_text("Name the products")

    theirs.get_by_role("link", name="Choose its products").click()
    theirs.get_by_label("开式压力机").check()
    theirs.get_by_role("button", name="Keep").click()
    add_row(
        theirs,
        "Indicators of filings",
        kind="performance",
        name="公称力",
        requirement="≥ 630 kN",
        test_method="附录A",
    )
    theirs.get_by_role("button", name="Save and continue editing").click()
    evidence = theirs.locator("#evidence")
    evidence.get_by_text("Add evidence").click()
    evidence.locator("input[type=file]").set_input_files(text)
    evidence.get_by_role("button", name="Add").click()
    theirs.goto(at)
    take(theirs, "Declare and publish")
    expect(state_of(theirs)).to_have_text("published")

    page = signed_in(officer)
    page.goto(at)
    take(page, "Record a review", note="要素齐全。")
    expect(told(page)).to_contain_text("Record a review")
    filing = Filing.objects.get()
    assert (filing.own_number, filing.reviewed_on) == ("Q/YS 001—2026", timezone.localdate())
    assert Execution.objects.open().get().standard == filing.standard


# --- Services of the institute --------------------------------------------------------------------


@pytest.fixture
def asked(officer, firm):
    """``asked(service)``: taken on by the officer, at an institute that is accredited for all."""
    AgencyFactory()
    covering = AccreditationFactory(kind="cnas17025", services=["barcode", "label"], number="L0001")

    def ask(service):
        enterprise, _account = firm
        request = requests.draft(
            by=officer,
            institute=covering.institute,
            service=service,
            enterprise=enterprise,
            subject="曲奇饼干包装",
            asked_on=timezone.localdate(),
        )
        return requests.accept(request, by=officer)

    return ask


@pytest.fixture
def head(db):
    return UserFactory(username="chief", roles=[Role.SECTION_HEAD])


def test_a_photo_of_a_barcode_ends_in_a_report_that_its_firm_reads(
    signed_in, officer, head, firm, asked, tmp_path
):
    """Another code on the photo is a finding; the right one is reported under the mark."""
    at = asked("barcode").get_absolute_url()
    for name, number in (("other", "4006381333931"), ("own", "6901234567892")):
        (tmp_path / f"{name}.jpg").write_bytes(symbol(number))

    page = signed_in(officer, width=PHONE)
    page.goto(at)
    for name, verdict in (("other", "does not conform"), ("own", "conforms")):
        page.get_by_role("link", name="Enter the barcode check").click()
        page.get_by_label("Number under the symbol").fill("690 1234 567892")
        page.get_by_label("Photo of the symbol").set_input_files(tmp_path / f"{name}.jpg")
        page.get_by_label("Grade of the symbol").fill("3.2")
        page.get_by_label("Grade needed").fill("1.5")
        page.get_by_role("button", name="Keep").click()
        found = page.locator("#result").get_by_role("row", name="Number in the symbol")
        expect(found.locator(".state")).to_have_text(verdict)
    take(page, "Finish and lay it before somebody else")

    chief = signed_in(head)
    chief.goto(at)
    take(chief, "Sign off and issue the report")
    expect(state_of(chief)).to_have_text("reported")

    theirs = signed_in(firm[1], width=PHONE)
    theirs.goto(at)
    expect(theirs.locator("#result")).to_contain_text("6901234567892 (EAN13)")
    for kind, begins in (("Word", b"PK"), ("PDF", b"%PDF")):
        paper = theirs.locator("#documents").get_by_role("link", name=kind)
        answer = theirs.request.get(theirs.url.split("/admin/")[0] + paper.get_attribute("href"))
        assert answer.body().startswith(begins)


def test_a_label_is_held_against_the_edition_of_its_day(signed_in, officer, head, asked):
    """The day brings the items; a flaw says which of the six it is."""
    entered("GB 7718-2011", dt.date(2012, 4, 20), by=officer, name="预包装食品标签通则")
    at = asked("label").get_absolute_url()

    page = signed_in(officer)
    page.goto(at)
    page.get_by_role("link", name="Enter the label check").click()
    page.get_by_label("Name of the food").fill("曲奇饼干")
    page.get_by_label("Produced on").fill("2011-12-31")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_contain_text("2011-12-31")
    page.get_by_label("Produced on").fill("2026-03-01")
    page.get_by_role("button", name="Keep").click()
    for field in page.locator("select[name^=verdict-]").all():
        field.select_option("met")
    page.locator("[name=verdict-1]").select_option("flaw")
    page.locator("[name=flaw-1]").select_option("lettering")
    page.locator("[name=remark-1]").fill("字高不足")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#result")).to_contain_text("GB 7718—2011")
    take(page, "Finish and lay it before somebody else")

    chief = signed_in(head)
    chief.goto(at)
    take(chief, "Sign off and issue the report")
    request = ServiceRequest.objects.get()
    assert (request.verdict, request.accreditation.number) == ("flawed", "L0001")


def test_every_page_is_accessible_and_fits(signed_in, officer, firm, asked):
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
        "services": f"{HERE}servicerequest/",
        "service": asked("novelty").get_absolute_url(),
        "new service": f"{HERE}servicerequest/add/",
        "barcode": asked("barcode").get_absolute_url().replace("change", "barcode"),
        "label": asked("label").get_absolute_url().replace("change", "label"),
        "firm codes": f"{HERE}firmcode/",
        "items of labels": f"{HERE}labelitem/",
    }

    assert_every_page_is_accessible_and_fits(signed_in(officer), pages)
