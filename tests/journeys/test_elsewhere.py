"""The case officer of Huangshi, for whom there is no Shunde."""

import pytest
from playwright.sync_api import expect

from inspections.models import RectificationOrder
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import EnterpriseFactory, uscc_number
from tests.factories import HUANGSHI
from tests.inspections.factories import CampaignFactory, ParticipationFactory
from tests.inspections.stories import order_in

NAME = "恒力锻压机械有限公司"
LISTS = {
    "enterprises/enterprise",
    "inspections/campaign",
    "inspections/participation",
    "inspections/testresult",
    "inspections/rectificationorder",
    "clock/deadline",
    "documents/issueddocument",
    "documents/proofofservice",
    "enterprises/importjob",
}


@pytest.fixture
def order(password):
    """An order of Shunde, with everything around it."""
    maker = EnterpriseFactory(name=NAME)
    campaign = CampaignFactory(opened=True)
    ParticipationFactory(campaign=campaign, enterprise=maker)
    return order_in(RectificationOrder.State.ISSUED, enterprise=maker, campaign=campaign)


def test_nothing_of_shunde_is_found_from_huangshi(enter, order):
    own = EnterpriseFactory(
        name="黄石锻压厂", division_id=HUANGSHI, uscc=uscc_number(1, division="420200")
    )
    page = enter("hs_officer")
    assert page.locator(".tile-number").all_text_contents() == ["0"] * page.locator(".tile").count()

    for address in LISTS - {"enterprises/enterprise"}:
        page.goto(f"/admin/{address}/")
        expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    page.goto("/admin/enterprises/enterprise/")
    expect(page.locator(".field-page")).to_have_text([own.name])
    for words in ("锻压", "力锻", "hl", order.enterprise.uscc):
        page.locator("#searchbar").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=**")
        expect(page.get_by_text(NAME)).to_have_count(0)


def test_what_is_elsewhere_is_not_there(enter, order):
    here, elsewhere = enter("officer"), enter("hs_officer")
    page = order.get_absolute_url()
    paper = IssuedDocument.objects.of(order).first()

    for address in (
        page,
        page.replace("change/", "step/report/"),
        page.replace("change/", "history/"),
        page.replace("change/", "progress/"),
        order.campaign.get_absolute_url(),
        order.enterprise.get_absolute_url(),
        f"/admin/inspections/testresult/{order.test_result_id}/change/",
        f"/admin/clock/deadline/{deadlines.of(order, 'correct').pk}/change/",
        f"/admin/documents/issueddocument/{paper.pk}/change/",
        f"/documents/{paper.pk}/docx/",
        f"/documents/{paper.pk}/pdf/",
        f"/api/v1/enterprises/{order.enterprise_id}/",
        f"/api/v1/campaigns/{order.campaign_id}/",
        f"/api/v1/rectification-orders/{order.pk}/",
    ):
        assert here.request.get(address).status == 200, address
        assert elsewhere.request.get(address).status == 404, address


def test_pickers_offer_nothing_of_shunde(enter, order):
    page = enter("hs_officer")
    page.goto("/admin/inspections/testresult/add/")
    for field, words in (("enterprise", "恒力"), ("campaign", "专项整治")):
        page.locator(f".field-{field} .select2-selection").click()
        page.locator(".select2-search__field").last.fill(words)
        expect(page.get_by_text("No results found")).to_be_visible()
        page.keyboard.press("Escape")
    page.goto("/admin/inspections/campaign/add/")
    page.locator(".field-towns .select2-selection").click()
    page.locator(".select2-search__field").last.fill("陈村镇")
    expect(page.get_by_text("No results found")).to_be_visible()


def test_the_api_knows_nothing_of_shunde(enter, order):
    page = enter("hs_officer")
    for address in (
        "enterprises/",
        "enterprises/?search=恒力",
        f"enterprises/?search={order.enterprise.uscc}",
        f"enterprises/?division={order.division_id}",
        "campaigns/",
        "rectification-orders/",
        "test-results/",
        "objections/",
    ):
        answer = page.request.get(f"/api/v1/{address}")
        assert answer.ok, address
        assert answer.json()["results"] == [], address
