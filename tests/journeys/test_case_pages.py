"""The pages of a case and of what stands around it: nothing that axe finds, nothing too wide."""

import pytest

from inspections.models import RectificationOrder
from qualitysup.accounts.roles import Role
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories import (
    CampaignFactory,
    ConsultationFactory,
    ParticipationFactory,
    QualityMeetingFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)
from tests.inspections.stories import order_in
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_no_wider_than_the_screen,
)

State = RectificationOrder.State


@pytest.fixture
def campaign(db):
    """With everything that a page of it can show."""
    AgencyFactory(division_id=SHUNDE)
    campaign = CampaignFactory(opened=True, consulted=True)
    group = WorkGroupFactory(campaign=campaign)
    for _ in range(2):
        joined = ParticipationFactory(campaign=campaign, measured=True, work_group=group)
        WorkGroupVisitFactory(campaign=campaign, work_group=group, participation=joined)
    ConsultationFactory(campaign=campaign)
    QualityMeetingFactory(campaign=campaign)
    return campaign


@pytest.fixture
def pages(campaign):
    """What is looked at, by the name it is complained of under."""
    draft = order_in(State.DRAFT, campaign=campaign).get_absolute_url()
    order = order_in(State.REINSPECTING_ANNOUNCED, campaign=campaign)
    page = order.get_absolute_url()
    paper = IssuedDocument.objects.of(order).first()
    return {
        "campaign": campaign.get_absolute_url(),
        "joining": campaign.get_absolute_url().replace("change/", "enterprises/?search="),
        "drafting": campaign.get_absolute_url().replace("change/", "draft-orders/"),
        "halting": campaign.get_absolute_url().replace("change/", "agree-halts/"),
        "orders": "/admin/inspections/rectificationorder/",
        "draft": draft,
        "issuing": draft.replace("change/", "step/issue/"),
        "order": page,
        "progress": page.replace("change/", "progress/"),
        "re-inspection": page.replace("change/", "step/conclude_reinspection/"),
        "history": page.replace("change/", "history/"),
        "result": f"/admin/inspections/testresult/{order.test_result_id}/change/",
        "new result": "/admin/inspections/testresult/add/",
        "deadline": f"/admin/clock/deadline/{deadlines.of(order, 'announce-window').pk}/change/",
        "paper": f"/admin/documents/issueddocument/{paper.pk}/change/",
        "service": f"/admin/documents/proofofservice/add/?document={paper.pk}",
        "enterprise": order.enterprise.get_absolute_url(),
        "enterprise, edited": f"/admin/enterprises/enterprise/{order.enterprise_id}/change/",
        "enterprises": "/admin/enterprises/enterprise/",
        "import": "/admin/enterprises/importjob/add/",
    }


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_of_a_case_is_accessible_and_fits(signed_in, pages, width):
    head = UserFactory(roles=[Role.SECTION_HEAD, Role.CASE_OFFICER])
    page = signed_in(head, width=width)
    for name, address in pages.items():
        assert page.goto(address).ok, name
        assert_accessible_by_day_and_night(page, name)
        page.emulate_media(color_scheme="light")
        assert_no_wider_than_the_screen(page, name)
