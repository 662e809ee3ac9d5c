"""The pages of a case and of what stands around it: nothing that axe finds, nothing too wide."""

import pytest
from django.utils import timezone

from inspections.models import RectificationOrder, ResultsTable, VisitFollowUp
from qualitysup.accounts.roles import Role
from qualitysup.clock.services import deadlines
from qualitysup.documents.models import IssuedDocument
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import (
    AnnualFigureFactory,
    EnterpriseFactory,
    FormerNameFactory,
    LicenceFactory,
    ProductFactory,
)
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories import (
    CampaignFactory,
    ChecklistVersionFactory,
    ConsultationFactory,
    ParticipationFactory,
    QualityMeetingFactory,
    SamplingPlanFactory,
    VisitFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)
from tests.inspections.sampled import sample_in
from tests.inspections.stories import order_in
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_every_page_is_accessible_and_fits,
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
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD, Role.CASE_OFFICER])


@pytest.fixture
def results_table(head):
    """Tried out: a row that is good and one to correct."""
    table = ResultsTable.objects.create(
        by=head, name="结果.xlsx", header=[], state="tried", finished_at=timezone.now()
    )
    table.rows.create(number=2, cells=[], said={}, outcome="good")
    table.rows.create(number=3, cells=[], said={}, outcome="bad", problem="没有此抽样单。")
    return table


@pytest.fixture
def pages(campaign, results_table):
    """What is looked at, by the name it is complained of under."""
    draft = order_in(State.DRAFT, campaign=campaign).get_absolute_url()
    order = order_in(State.REINSPECTING_ANNOUNCED, campaign=campaign)
    page = order.get_absolute_url()
    paper = IssuedDocument.objects.of(order).first()
    visit = VisitFactory(enterprise=order.enterprise, failed_count=1)
    refusal = "巡查已由他人完成。"
    VisitFollowUp.objects.create(visit=visit, name="patrol", attempts=1, refusal=refusal)
    plan = SamplingPlanFactory()
    sheet = sample_in("draft").get_absolute_url()
    sample = sample_in("objected", plan=plan, product=plan.product).get_absolute_url()
    design = ChecklistVersionFactory(published_on=None).get_absolute_url()
    where = f"enterprise={visit.enterprise_id}&version={visit.checklist_version_id}"
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
        "samples": "/admin/inspections/sample/",
        "sheet": sheet,
        "refusing to be sampled": sheet.replace("change/", "step/refuse_sampling/"),
        "sample": sample,
        "spoiled backup": sample.replace("change/", "backup/"),
        "results from a laboratory": "/admin/inspections/sample/results/",
        "tables of results": "/admin/inspections/resultstable/",
        "table of results": results_table.get_absolute_url(),
        "sampling plans": "/admin/inspections/samplingplan/",
        "sampling plan": plan.get_absolute_url(),
        "laboratories": "/admin/inspections/laboratory/",
        "visits": "/admin/inspections/visit/",
        "visit": visit.get_absolute_url(),
        "visits that lack a consequence": "/admin/inspections/visit/?standing=follow-up",
        "closed by hand": visit.get_absolute_url().replace(
            "change/", "follow-up-close/?name=patrol"
        ),
        "order of a visit": visit.get_absolute_url().replace("change/", "order/"),
        "where a visit was": "/admin/inspections/visit/add/",
        "visit, typed in": f"/admin/inspections/visit/add/?kind=patrol&{where}",
        "checklists": "/admin/inspections/checklist/",
        "checklist": visit.checklist_version.checklist.get_absolute_url(),
        "checklist from a file": "/admin/inspections/checklist/import/",
        "design": design,
        "design, seen": design.replace("change/", "preview/"),
        "design, compared": design.replace("change/", "diff/"),
        "version": visit.checklist_version.get_absolute_url(),
    }


def test_every_page_of_a_case_is_accessible_and_fits(signed_in, head, pages):
    assert_every_page_is_accessible_and_fits(signed_in(head), pages)


@pytest.fixture
def enterprise(db):
    """With a row of every kind below it."""
    enterprise = EnterpriseFactory()
    for part in (ProductFactory, AnnualFigureFactory, LicenceFactory, FormerNameFactory):
        part(enterprise=enterprise)
    return enterprise


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_rows_are_added_to_an_enterprise_within_the_strict_policy(signed_in, enterprise, width):
    page = signed_in(Role.SECTION_HEAD, width=width)
    page.goto(f"/admin/enterprises/enterprise/{enterprise.pk}/change/")

    for add in page.locator(".add-row a").all():
        add.click()
    page.locator("#former_names-1 .datetimeshortcuts a").nth(1).click()
    page.locator(".calendarbox:visible td a").first.click()
    page.locator("#products-1 .inline-deletelink").click()
    assert_accessible_by_day_and_night(page, "enterprise with rows")


def test_every_card_of_an_enterprises_form_shows_something(signed_in, enterprise):
    page = signed_in(Role.SECTION_HEAD)
    page.goto(f"/admin/enterprises/enterprise/{enterprise.pk}/change/")

    cards = page.locator("fieldset.module.aligned").all()
    assert len(cards) == 2
    for card in cards:
        shown = card.locator(".form-row:visible")
        assert shown.count()
        # A line under the last of them would announce one that is not there.
        assert shown.last.evaluate("e => getComputedStyle(e).borderBottomWidth") == "0px"
    assert not page.get_by_text("Seen version").is_visible()
