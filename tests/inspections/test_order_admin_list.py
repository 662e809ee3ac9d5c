"""The list of orders: found as one asks, taken out as it is seen, whatever its length."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from inspections.models import RectificationOrder
from qualitysup.audit.models import AccessLog
from qualitysup.documents.models import IssuedDocument
from tests.factories import BEIJIAO, HUANGSHI
from tests.inspections.clients import browser_of, queries
from tests.inspections.factories import CampaignFactory, ObjectionFactory, RectificationOrderFactory
from tests.inspections.order_pages import LIST
from tests.inspections.stories import order_in

State = RectificationOrder.State


# --- Finding --------------------------------------------------------------------------------------


def found(browser, **query):
    return {order.pk for order in browser.get(LIST, query).context["cl"].queryset}


@pytest.mark.parametrize("number", ["顺市监责改〔{}〕1号", "顺市监责改[{}] 第01号", "﹝{}﹞1号"])
def test_an_order_is_found_by_its_number_in_any_brackets(browser, number):
    order = order_in(State.ISSUED, days=0)
    order_in(State.DRAFT)

    assert found(browser, q=number.format(timezone.localdate().year)) == {order.pk}


def test_an_order_is_found_by_the_number_of_a_later_paper(browser):
    order = order_in(State.REINSPECTING)
    notice = IssuedDocument.objects.get(kind="reinspection_notice")

    assert found(browser, q=notice.number) == {order.pk}


def test_an_order_is_found_as_the_register_finds_its_party(browser):
    order = RectificationOrderFactory(enterprise__name="启衡锻压机械有限公司")
    RectificationOrderFactory()

    assert found(browser, q="启") == found(browser, q="qhdy") == {order.pk}
    assert found(browser, q=order.enterprise.uscc) == {order.pk}


def test_filters_show_what_they_say(browser):
    late = order_in(State.ISSUED, days=100)
    soon = order_in(State.ISSUED, days=57)
    reported = order_in(State.REPORTED)
    halted = order_in(State.HALTED)
    elsewhere = RectificationOrderFactory(enterprise__division_id=BEIJIAO)
    ObjectionFactory(order=reported)

    assert found(browser, standing="overdue") == {late.pk, halted.pk}
    assert found(browser, standing="soon") == {soon.pk}
    assert found(browser, standing="reinspect") == {reported.pk, halted.pk}
    assert found(browser, standing="halted") == {halted.pk}
    assert found(browser, standing="objection") == {reported.pk}
    assert found(browser, state__exact="draft") == {elsewhere.pk}
    assert found(browser, division=BEIJIAO) == {elsewhere.pk}


def test_the_filter_of_campaigns_names_only_those_that_may_be_seen(browser):
    here = RectificationOrderFactory(campaign=CampaignFactory(name="本地专项整治"))
    RectificationOrderFactory(
        enterprise__division_id=HUANGSHI,
        campaign=CampaignFactory(name="外地专项整治", division_id=HUANGSHI, towns=[]),
    )

    content = browser.get(LIST).content.decode()

    assert found(browser, campaign__id__exact=here.campaign_id) == {here.pk}
    assert "本地专项整治" in content
    assert "外地专项整治" not in content


def test_the_filter_of_campaigns_offers_the_newest_and_the_one_asked_for(browser, monkeypatch):
    monkeypatch.setattr("inspections.admin.filters.CAMPAIGNS_OFFERED", 1)
    old, middle, new = [
        RectificationOrderFactory(campaign=CampaignFactory(name=name)) for name in "甲乙丙"
    ]

    def offered(**asked):
        shown = browser.get(LIST, asked).context["cl"].filter_specs
        return [
            str(pk) for spec in shown if spec.title == "campaign" for pk, _ in spec.lookup_choices
        ]

    assert offered() == [str(new.campaign_id)]
    assert offered(campaign__id__exact=old.campaign_id) == [
        str(new.campaign_id),
        str(old.campaign_id),
    ]
    assert found(browser, campaign__id__exact=middle.campaign_id) == {middle.pk}
    assert len(found(browser, campaign__id__exact="none")) == 3


def test_home_leads_to_what_waits(browser, chief):
    order_in(State.SUBMITTED)
    order_in(State.REPORTED)

    home = browser_of(chief).get(reverse("home")).content.decode()

    assert f"{LIST}?standing=reinspect" in home
    assert f"{LIST}?my=awaiting" in home


# --- Taking it out --------------------------------------------------------------------------------


def exported(browser, **query):
    response = browser.get(f"{LIST}export/csv/", query)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_holds_the_rows_of_the_screen_and_is_logged(browser, officer):
    order = RectificationOrderFactory(state=State.ISSUED)
    RectificationOrderFactory()
    RectificationOrderFactory(state=State.ISSUED, enterprise__division_id=HUANGSHI)

    rows = exported(browser, state__exact="issued")

    assert [row["document number"] for row in rows] == [order.number]
    assert rows[0]["state"] == "ordered to rectify"
    entry = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert (entry.by, entry.count) == (officer, 1)


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_no_cell_of_the_export_is_run_as_a_formula(browser, formula):
    RectificationOrderFactory(product=formula, enterprise__name=f"{formula}机械厂")

    row = exported(browser)[0]

    assert row["product"] == f"'{formula}"
    assert row["enterprise"] == f"'{formula}机械厂"


# --- What it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(browser, rows):
    campaign = CampaignFactory()
    RectificationOrderFactory.create_batch(rows, items=0, state=State.ISSUED, campaign=campaign)
    browser.get(LIST)

    assert queries(lambda: browser.get(LIST)) == 7
