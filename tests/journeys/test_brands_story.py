"""挖掘、培养、保护、宣传 in the browser: from a cell to an honour, and one that is stopped.

The matrix is worked by keyboard, the round on a phone; every stage on the page of the firm.
"""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from brands.models import Catalogue, Cultivation, Honour, PublicityItem, SweepFinding
from brands.services import commitments
from qualitysup.accounts.roles import Role
from tests.brands import cultivation_factories as stage
from tests.brands.factories import kind
from tests.brands.sweep_factories import BIJIANG, TRADES, cell_of, group_of, under_way
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, StationFactory, UserFactory
from tests.inspections.factories import PublicPageFactory
from tests.journeys.conftest import PHONE
from tests.journeys.pages import pick, press, save, state_of, take, told


def ahead(days) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def head(db):
    AgencyFactory(division_id=SHUNDE)
    StationFactory(division_id=SHUNDE)
    return UserFactory(roles=[Role.SECTION_HEAD], full_name="测试科长")


def here(page):
    """The cell of the matrix in which the keyboard is."""
    return page.locator("[data-matrix] a[tabindex='0']")


def facts_of(honour) -> str:
    month = f"{honour.granted_on.year}年{honour.granted_on.month}月"
    return f"{honour.enterprise.name}的{honour.product}于{month}获授{honour.kind}。"


def as_it_is(row):
    row.refresh_from_db()
    return row


def test_the_matrix_is_worked_by_keyboard(signed_in, head):
    sweep = under_way(by=head, division=BIJIANG, trades=[f"测试行业{nth}" for nth in range(30)])
    desk = signed_in(head)
    desk.goto(f"/admin/brands/sweep/{sweep.pk}/matrix/")
    here(desk).focus()
    first, second, third = sweep.cells.order_by("trade")[:3]
    last = sweep.cells.order_by("trade").last()
    desk.keyboard.press("n")
    live = desk.locator("[data-live]")
    expect(live).to_contain_text("looked at, no candidate")
    assert as_it_is(first).looked_by == head
    expect(here(desk)).to_be_focused()
    expect(desk.locator("[data-sums]")).to_contain_text("1 of 30 settled")
    expect(desk.locator("[data-sum=settled]")).to_have_text("1")
    desk.keyboard.press("ArrowRight")
    expect(here(desk)).to_have_attribute("data-cell", str(second.pk))
    desk.keyboard.press("End")
    expect(here(desk)).to_have_attribute("data-cell", str(last.pk))
    desk.keyboard.press("Home")
    desk.keyboard.press("z")
    expect(live).to_contain_text("not looked at")
    assert as_it_is(first).state == "waiting"
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/sweepcell/{third.pk}/change/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("测试行业2")


def test_a_patrol_group_goes_through_a_village_on_a_phone(signed_in, head):
    person = UserFactory(roles=[Role.INSPECTOR], badged=True)
    sweep = under_way(by=head)
    group_of(sweep, person, by=head, division=BIJIANG)
    phone = signed_in(person, width=PHONE)
    phone.goto(f"/admin/brands/sweep/{sweep.pk}/round/")
    phone.get_by_role("link", name="碧江").click()
    phone.get_by_role("button", name="Nobody here").first.click()
    expect(told(phone)).to_contain_text("looked at, no candidate")
    phone.get_by_role("button", name="Nobody else here").click()
    expect(told(phone)).to_contain_text("1 trade is settled.")
    phone.get_by_role("link", name="To the villages").click()
    expect(phone.get_by_role("link", name="碧江")).to_contain_text("done")
    assert not sweep.cells.filter(division=BIJIANG, state="waiting").exists()


def test_from_a_cell_of_the_matrix_to_an_honour_that_everybody_reads_of(signed_in, open_page, head):
    PublicPageFactory()
    firm = EnterpriseFactory(division_id=BIJIANG, name="碧江测试风扇有限公司")
    sweep = under_way(by=head)
    desk = signed_in(head)

    # 摸底: a candidate is named in its cell, and from there it is cultivated.
    desk.goto(cell_of(sweep, trade=TRADES[1]).get_absolute_url())
    desk.get_by_role("link", name="Name a candidate").click()
    desk.locator(".select2-selection").first.click()
    desk.locator(".select2-search__field").last.fill(firm.name)
    desk.get_by_role("option", name=firm.name).click()
    press(desk, "Keep", product="吊扇", brand="测试牌", because="出口占七成")
    expect(told(desk)).to_contain_text("is a candidate")
    desk.get_by_role("link", name=f"Cultivate {firm.name}").click()
    desk.locator("[name=kind]").select_option(str(kind("guangdong-name-brand").pk))
    save(desk)
    told(desk).wait_for()
    cultivation = Cultivation.objects.get()
    assert cultivation.finding == SweepFinding.objects.get()
    assert (cultivation.product, cultivation.brand) == ("吊扇", "测试牌")

    # 推荐, 筛选: by points for every published criterion.
    desk.goto(cultivation.get_absolute_url())
    take(desk, "Recommend", recommended_by="北滘镇", because="产品有销路")
    expect(state_of(desk)).to_have_text("recommended")
    expect(desk.get_by_text("Nobody has screened the firm yet").first).to_be_visible()
    desk.get_by_role("link", name="Fill in the screening sheet").click()
    for box in desk.locator("[name^=points-]").all():
        box.fill(box.get_attribute("max"))
    press(desk, "Keep")
    expect(told(desk)).to_contain_text("Your sheet is kept.")
    take(desk, "Select it in the screening")
    expect(state_of(desk)).to_have_text("screened")

    # 目录: issued as a document with a number; the firm is one stage further by that.
    desk.goto("/admin/brands/catalogue/add/")
    pick(desk, "division", "顺德区")
    save(desk)
    told(desk).wait_for()
    catalogue = Catalogue.objects.get()
    desk.goto(catalogue.get_absolute_url())
    expect(desk.get_by_role("rowheader", name=firm.name)).to_be_visible()
    take(desk, "Issue the catalogue")
    expect(state_of(desk)).to_have_text("issued")
    assert "名培〔" in as_it_is(catalogue).number
    assert as_it_is(cultivation).state == "catalogued"

    # 走访, 培育: what the honour asks stands there as commitments.
    desk.goto(cultivation.get_absolute_url())
    desk.get_by_role("link", name="Record a visit to the firm").click()
    press(desk, "Keep", met="总经理", strengths="工艺稳定")
    expect(told(desk)).to_contain_text("The visit is on record.")
    take(desk, "The firm was visited")
    take(desk, "Begin to cultivate it")
    expect(state_of(desk)).to_have_text("in cultivation")
    papers = cultivation.commitments.filter(area="materials")
    assert papers.count() == 6
    desk.get_by_role("link", name=f"Settle: {papers.first().words}").click()
    press(desk, "Keep", words="已盖章")
    expect(told(desk)).to_contain_text("It is recorded.")
    for commitment in cultivation.commitments.open():
        commitments.meet(commitment, by=head, result="已核对")

    # 申报, 获得: the honour is in the register, with its page and its history.
    desk.goto(cultivation.get_absolute_url())
    expect(desk.get_by_text("Nothing is missing.")).to_be_visible()
    take(desk, "Apply for the honour", application_number="测试申报1号")
    take(desk, "The honour was granted", number="测试名牌0001", source="测试公告")
    expect(state_of(desk)).to_have_text("won")
    honour = Honour.objects.get()
    assert (honour.enterprise, honour.number) == (firm, "测试名牌0001")
    desk.goto(honour.get_absolute_url())
    expect(desk.get_by_role("heading", level=1)).to_contain_text("广东省名牌产品")

    # 保护: nobody is to look after it yet; from its page a patrol of its holder is entered.
    desk.get_by_role("link", name="Enter a patrol").click()
    desk.locator("[name=note]").fill("名优企业巡查")
    desk.locator("[name=window_from]").fill(ahead(20))
    desk.locator("[name=due_on]").fill(ahead(30))
    desk.locator("[name=station]").select_option(index=1)
    save(desk)
    told(desk).wait_for()
    desk.goto(honour.get_absolute_url())
    protected = desk.get_by_role("region", name="Protected by patrols")
    expect(protected).to_contain_text(f"due on {ahead(30)}")

    # 宣传: facts, approved by two who did not write them, for everybody to read.
    author, everybody = signed_in(Role.BRAND_OFFICER), open_page()
    author.goto("/admin/brands/publicityitem/add/")
    author.get_by_label("Honour").select_option(str(honour.pk))
    author.get_by_label("Headline").fill("碧江吊扇获授荣誉")
    author.get_by_label("Text").fill(facts_of(honour))
    save(author)
    told(author).wait_for()
    item = PublicityItem.objects.get()
    author.goto(item.get_absolute_url())
    take(author, "Submit for approval")
    second = signed_in(UserFactory(roles=[Role.SECTION_HEAD]))
    for person, step in (
        (desk, "Approve (first of two)"),
        (second, "Approve (second of two) and release"),
    ):
        person.goto(item.get_absolute_url())
        take(person, step)
    expect(state_of(second)).to_have_text("released")
    everybody.goto("/public/honours/?lang=en")
    expect(everybody.get_by_role("heading", name="碧江吊扇获授荣誉")).to_be_visible()


def test_an_application_is_stopped_by_a_veto_that_came_meanwhile(signed_in, head):
    cultivation = stage.ready(by=head)
    desk = signed_in(head)
    desk.goto(cultivation.get_absolute_url())
    steps = desk.get_by_role("region", name="Next steps")
    steps.get_by_role("link", name="Apply for the honour", exact=True).click()

    # While the form is open, a colleague writes down what happened.
    colleague = signed_in(UserFactory(roles=[Role.SECTION_HEAD]))
    colleague.goto(cultivation.get_absolute_url())
    colleague.get_by_role("link", name="Record a veto").click()
    colleague.locator("[name=reason]").select_option("accident")
    press(colleague, "Keep", happened_on=ahead(-20), words="出厂产品漏电", source="通报")
    expect(told(colleague)).to_contain_text("It is on record.")

    press(desk, "Apply for the honour", application_number="测试申报2号")
    expect(desk.get_by_role("alert")).to_contain_text("出厂产品漏电")
    assert as_it_is(cultivation).state == "cultivated"
    desk.goto(cultivation.get_absolute_url())
    expect(desk.locator("#vetoes")).to_contain_text("出厂产品漏电")
    expect(desk.locator("#missing")).to_contain_text("stands in the way")
