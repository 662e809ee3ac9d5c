"""The pages of disclosures, penalties, complaints and scores, and those for everybody, by axe."""

import pytest

from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories import (
    ComplainantFactory,
    DisclosureFactory,
    PenaltyFactory,
    PublicPageFactory,
    RiskScoreFactory,
    SmallFineFactory,
)
from tests.inspections.stories_of_draws import made
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.test_look import (
    assert_accessible_by_day_and_night,
    assert_every_page_is_accessible_and_fits,
    assert_no_wider_than_the_screen,
)


@pytest.fixture
def pages(db):
    AgencyFactory(division_id=SHUNDE)
    PublicPageFactory()
    shown = DisclosureFactory(state="published").get_absolute_url()
    waiting = DisclosureFactory().get_absolute_url()
    complaint = ComplainantFactory().complaint.get_absolute_url()
    score = RiskScoreFactory()
    penalty = PenaltyFactory().get_absolute_url()
    SmallFineFactory()
    return {
        "disclosures": "/admin/inspections/disclosure/",
        "disclosure": shown,
        "withdrawal": shown.replace("change/", "step/withdraw/"),
        "redaction": waiting.replace("change/", "redact/"),
        "penalties": "/admin/inspections/penalty/",
        "penalty": penalty,
        "new penalty": "/admin/inspections/penalty/add/",
        "service of a penalty": penalty.replace("change/", "serve/"),
        "annulment of a penalty": penalty.replace("change/", "annul/"),
        "small fines": "/admin/inspections/smallfine/",
        "complaints": "/admin/inspections/complaint/",
        "complaint": complaint,
        "accepting": complaint.replace("change/", "step/accept/"),
        "new complaint": "/admin/inspections/complaint/add/",
        "scoring": score.run.get_absolute_url(),
        "new scoring": "/admin/inspections/riskrun/add/",
        "scores": "/admin/inspections/riskscore/",
        "score": score.get_absolute_url(),
        "formula": f"/admin/inspections/riskformula/{score.run.formula_id}/change/",
    }


def test_every_page_is_accessible_and_fits(signed_in, pages):
    head = UserFactory(roles=[Role.SECTION_HEAD, Role.CASE_OFFICER])
    assert_every_page_is_accessible_and_fits(signed_in(head), pages)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_for_everybody_is_accessible_and_needs_no_sign_in(open_page, pages, width):
    page = open_page(width=width)
    assert page.goto("/public/results/?lang=en").ok

    assert page.get_by_role("article").count() == 1
    assert_accessible_by_day_and_night(page, "results")
    assert_no_wider_than_the_screen(page, "results")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.get_by_role("search").is_visible()
    assert page.get_by_role("article").is_visible()


def test_the_draws_for_everybody_are_accessible_and_need_no_sign_in(open_page, pages):
    draw = made()
    addresses = {"draws": "", "draw": f"{draw.pk}/"}
    assert_every_page_is_accessible_and_fits(
        open_page(),
        {name: f"/public/draws/{at}?lang=en" for name, at in addresses.items()},
    )
