"""A draw made in the browser, from what is typed to who goes where, and its pages by axe."""

import datetime as dt

import pytest
from django.utils import timezone

from enterprises.models import Enterprise
from inspections.models import Draw
from inspections.services import replays
from qualitysup.accounts.roles import Role
from tests.documents.factories import AgencyFactory
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.factories import DrawFactory, RecusalFactory
from tests.inspections.stories_of_draws import frozen, inspectors, made
from tests.journeys.test_look import (
    assert_every_page_is_accessible_and_fits,
)


@pytest.fixture
def head(db):
    AgencyFactory(division_id=SHUNDE)
    return UserFactory(roles=[Role.SECTION_HEAD, Role.CASE_OFFICER])


@pytest.fixture
def pages(head):
    EnterpriseFactory(status=Enterprise.Status.CANCELLED)
    recusal = RecusalFactory()
    draw, waiting = made(), frozen()
    row = draw.drawn.first()
    return {
        "draws": "/admin/inspections/draw/",
        "draw": draw.get_absolute_url(),
        "certificate": draw.get_absolute_url().replace("change/", "certificate/"),
        "frozen": waiting.get_absolute_url(),
        "drawing": waiting.get_absolute_url().replace("change/", "step/draw/"),
        "draft": DrawFactory().get_absolute_url(),
        "new draw": "/admin/inspections/draw/add/",
        "drawn": "/admin/inspections/drawnenterprise/",
        "drawn enterprise": row.get_absolute_url(),
        "gone": row.get_absolute_url().replace("change/", "gone/"),
        "replacement": row.get_absolute_url().replace("change/", "replace/"),
        "left out": f"/admin/inspections/drawexclusion/?draw__id__exact={draw.pk}",
        "recusals": "/admin/inspections/recusal/",
        "recusal": f"/admin/inspections/recusal/{recusal.pk}/change/",
        "rates": "/admin/inspections/drawrate/",
    }


def test_every_page_is_accessible_and_fits(signed_in, head, pages):
    assert_every_page_is_accessible_and_fits(signed_in(head), pages)


def test_from_what_is_typed_to_who_goes_where(signed_in, head):
    EnterpriseFactory.create_batch(8)
    inspectors()
    today = timezone.localdate()
    page = signed_in(head)

    page.goto("/admin/inspections/draw/add/")
    page.locator("#id_name").fill("年度双随机抽查")
    page.locator("#id_items").fill("执行标准情况")
    page.locator("#id_starts_on").fill(today.isoformat())
    page.locator("#id_ends_on").fill((today + dt.timedelta(days=60)).isoformat())
    page.locator("#id_rate_none").fill("25")
    counted = page.locator("[data-pool-count] tfoot td")
    counted.first.wait_for()
    page.wait_for_function(
        "document.querySelectorAll('[data-pool-count] tfoot td')[1]?.textContent === '2'"
    )
    assert counted.all_text_contents() == ["8", "2"]
    page.locator("[name=_continue]").click()

    for step in ("commit", "publish", "freeze", "draw"):
        page.locator(f"a[href$='/step/{step}/']").click()
        page.locator(".step-form button[type=submit]").click()
        page.locator(".messagelist").wait_for()

    draw = Draw.objects.get()
    assert (draw.state, draw.drawn_count) == (Draw.State.DRAWN, 2)
    assert replays.replay(draw).same
    page.reload()
    page.locator("a[href$='/certificate/']").click()
    first = draw.drawn.order_by("position").first()
    assert page.get_by_text(first.key, exact=True).is_visible()
