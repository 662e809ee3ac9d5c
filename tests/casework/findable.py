"""One row of every kind that the search box finds, and what it is looked for by."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from inspections.models import RectificationOrder
from qualitysup.accounts.roles import Role
from qualitysup.documents.models import IssuedDocument
from tests.brands import cultivation_factories as stage
from tests.brands import publicity_factories as told
from tests.brands import sweep_factories
from tests.brands.factories import RegionalTitleFactory, granted
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import (
    CampaignFactory,
    ComplaintFactory,
    DrawFactory,
    PatrolPlanFactory,
    PenaltyFactory,
    RectificationOrderFactory,
    SampleFactory,
    SamplingPlanFactory,
    TestResultFactory,
    VisitFactory,
)
from tests.inspections.stories import order_in
from tests.investment.factories import ProspectFactory, TripFactory
from tests.standards.factories import (
    DraftingFactory,
    FilingFactory,
    FirmCodeFactory,
    ServiceRequestFactory,
    StandardFactory,
)
from tests.workshops.factories import lab, ledger, registration
from tests.workshops.factories.zone import ZoneFactory, workshop

serial = count(1)


@dataclass(frozen=True)
class Example:
    """How a row is made, the one thing that only it is called, and a word of all that are made."""

    make: Callable
    own: Callable[[object], str]
    shared: str


def paper():
    order_in(RectificationOrder.State.ISSUED)
    return IssuedDocument.objects.latest("pk")


def issued_order():
    return RectificationOrderFactory(state="issued", items=0)


def reported():
    return lab.reported(lab.bought())


def recall():
    by = UserFactory(roles=[Role.CASE_OFFICER])
    lot = lab.made(state="testing", batch=f"ZH{next(serial):04d}")
    lab.fails(lot, by=by)
    lot.refresh_from_db()
    return lab.recalled(lot, by=by)


def quarantine_paper():
    return ledger.paper(ledger.keeper())


def catalogue():
    stage.screened()
    return stage.issued()


def honour():
    return told.standing(number=f"测试优{next(serial)}号")


def of_number(row):
    return row.number


def of_firm(row):
    return row.enterprise.name


EXAMPLES = {
    "enterprises": Example(EnterpriseFactory, lambda row: row.uscc, "锻压"),
    "documents": Example(paper, of_number, "顺市监责改"),
    "standards": Example(StandardFactory, of_number, "测试标准"),
    "orders": Example(issued_order, of_number, "锻压"),
    "visits": Example(VisitFactory, lambda row: row.party_name, "锻压"),
    "samples": Example(SampleFactory, of_firm, "锻压"),
    "test-results": Example(TestResultFactory, lambda row: row.report_number, "锻压"),
    "complaints": Example(ComplaintFactory, lambda row: row.source_number, "锻压"),
    "penalties": Example(PenaltyFactory, of_number, "锻压"),
    "campaigns": Example(CampaignFactory, lambda row: row.name, "锻压"),
    "draws": Example(DrawFactory, lambda row: row.code, "锻压"),
    "patrol-plans": Example(PatrolPlanFactory, lambda row: row.name, "计划"),
    "sampling-plans": Example(SamplingPlanFactory, lambda row: row.name, "锻压"),
    "filings": Example(FilingFactory, lambda row: row.own_number, "测试企业标准"),
    "draftings": Example(DraftingFactory, of_firm, "锻压"),
    "service-requests": Example(ServiceRequestFactory, lambda row: row.subject, "测试样品"),
    "firm-codes": Example(FirmCodeFactory, lambda row: row.code, "条码用户"),
    "workshops": Example(workshop, of_firm, "食品作坊"),
    "registrations": Example(lambda: workshop().registrations.get(), of_number, "食品作坊"),
    "applications": Example(registration.accepted, of_number, "食品作坊"),
    "zones": Example(ZoneFactory, lambda row: row.approval_number, "集中加工场"),
    "lots": Example(lab.bought, lambda row: row.batch, "猪肉"),
    "lot-tests": Example(reported, of_number, "猪肉"),
    "recalls": Example(recall, lambda row: row.lot.batch, "烧鹅"),
    "slaughter-plants": Example(ledger.plant, lambda row: row.certificate_number, "屠宰场"),
    "quarantine-papers": Example(quarantine_paper, of_number, "养殖场"),
    "honours": Example(lambda: granted(number=f"测名{next(serial):04d}"), of_number, "测试燃气灶"),
    "cultivations": Example(stage.begun, of_firm, "测试电饭锅"),
    "brand-catalogues": Example(catalogue, of_number, "顺德"),
    "sweeps": Example(sweep_factories.drafted, lambda row: row.name, "摸底"),
    "regional-titles": Example(RegionalTitleFactory, lambda row: row.name, "测试之都"),
    "publicity-items": Example(lambda: told.drafted(honour()), lambda row: row.headline, "燃气具"),
    "counterfeit-clues": Example(
        lambda: told.clue(honour()), lambda row: row.enterprise_name, "灶具店"
    ),
    "prospects": Example(ProspectFactory, lambda row: row.name, "示例"),
    "trips": Example(TripFactory, lambda row: row.name, "测试考察"),
    "people": Example(UserFactory, lambda row: row.username, "测试员"),
}
