import csv
import io

import pytest
from django.utils import timezone

from inspections.models import Campaign, Participation
from qualitysup.documents.models import IssuedDocument, NumberSeries
from tests.enterprises.factories import EnterpriseFactory, ProductFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import at_once, browser_of, queries, told
from tests.inspections.factories import (
    CampaignFactory,
    ConsultationFactory,
    ParticipationFactory,
    RectificationOrderFactory,
    TestResultFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)

LIST = "/admin/inspections/campaign/"
PARTICIPATIONS = "/admin/inspections/participation/"
Stage = Campaign.State
# The prefixes of what is recorded below a campaign.
RECORDS = ("consultations", "quality_meetings", "work_groups", "work_group_visits")


def page(campaign, part="change/"):
    return f"{LIST}{campaign.pk}/{part}"


@pytest.fixture
def campaign_of_three(db):
    campaign = CampaignFactory(opened=True)
    for row in ParticipationFactory.create_batch(3, campaign=campaign):
        TestResultFactory(campaign=campaign, enterprise=row.enterprise)
    return campaign


def typed(campaign, **more):
    """What the page of a campaign sends, as it was when it was loaded."""
    rows = list(campaign.participations.order_by("pk"))
    sent = {
        "name": campaign.name,
        "product": campaign.product,
        "standard": campaign.standard,
        "towns": [town.pk for town in campaign.towns.all()],
        "background": campaign.background,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": "",
        "version": campaign.version,
        "participations-TOTAL_FORMS": len(rows),
        "participations-INITIAL_FORMS": len(rows),
    }
    for place, row in enumerate(rows):
        sent |= {
            f"participations-{place}-id": row.pk,
            f"participations-{place}-campaign": campaign.pk,
        }
    for prefix in RECORDS:
        there = getattr(campaign, prefix).count()
        sent |= {f"{prefix}-TOTAL_FORMS": there, f"{prefix}-INITIAL_FORMS": there}
    return sent | more


def started(**more):
    return {"on": timezone.localdate().isoformat(), "note": ""} | more


# --- Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("division", "seen"),
    [(CHENCUN, True), (BEIJIAO, False), (SHUNDE, False), (HUANGSHI, False)],
)
def test_a_person_of_a_town_finds_its_campaigns_and_no_others(db, division, seen):
    row = ParticipationFactory(
        campaign=CampaignFactory(division_id=division, towns=[]),
        enterprise=EnterpriseFactory(division_id=division),
    )
    browser = browser_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    assert (row.campaign in browser.get(LIST).context["cl"].queryset) == seen
    assert (row in browser.get(PARTICIPATIONS).context["cl"].queryset) == seen
    assert browser.get(page(row.campaign)).status_code == (200 if seen else 404)
    for part in ("enterprises/", "draft-orders/", "issue-drafts/", "agree-halts/"):
        assert browser.get(page(row.campaign, part)).status_code == (200 if seen else 404)


def test_a_leader_looks_and_does_not_touch(leader):
    campaign = CampaignFactory(opened=True)
    browser = browser_of(leader)

    assert browser.get(page(campaign)).status_code == 200
    assert browser.post(page(campaign), typed(campaign, name="x")).status_code == 403
    assert browser.get(page(campaign, "enterprises/")).status_code == 403
    assert browser.post(page(campaign, "agree-halts/"), started()).status_code == 403


# --- Preparing one -------------------------------------------------------------------------------


def new(**more):
    return {
        "name": "锻压机械专项整治",
        "division": SHUNDE,
        "product": "锻压机械",
        "standard": "GB 17120—2025",
        "towns": [CHENCUN],
        "background": "",
        "starts_on": "2026-03-01",
        "ends_on": "",
        "version": 0,
    } | more


def test_a_campaign_is_prepared(browser, officer):
    assert browser.post(f"{LIST}add/", new()).status_code == 302

    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.created_by, campaign.division_id) == (
        Stage.DRAFT,
        officer,
        SHUNDE,
    )
    assert [town.pk for town in campaign.towns.all()] == [CHENCUN]


@pytest.mark.parametrize(
    ("change", "field"), [({"towns": [HUANGSHI]}, "towns"), ({"division": HUANGSHI}, "division")]
)
def test_towns_elsewhere_can_not_be_chosen(browser, change, field):
    response = browser.post(f"{LIST}add/", new(**change))

    assert field in response.context["adminform"].form.errors
    assert not Campaign.objects.exists()


def test_a_town_outside_the_division_is_refused_in_words(browser):
    response = browser.post(f"{LIST}add/", new(division=CHENCUN, towns=[CHENCUN, BEIJIAO]))

    assert "北滘" in str(response.context["adminform"].form.non_field_errors())
    assert not Campaign.objects.exists()


def test_a_form_left_open_is_refused_and_keeps_what_was_typed(browser):
    campaign = CampaignFactory()
    left_open = typed(campaign, background="迟到的改动", towns=[BEIJIAO])
    assert browser.post(page(campaign), typed(campaign, background="先到的")).status_code == 302

    response = browser.post(page(campaign), left_open)

    form = response.context["adminform"].form
    assert "meanwhile" in str(form.non_field_errors())
    assert form["background"].value() == "迟到的改动"
    campaign.refresh_from_db()
    assert campaign.background == "先到的"
    assert [town.pk for town in campaign.towns.all()] == [CHENCUN]


def test_a_concluded_campaign_is_not_edited(browser):
    campaign = CampaignFactory(closed=True)

    assert "submit-row" not in browser.get(page(campaign)).content.decode()
    browser.post(page(campaign), typed(campaign, name="改名"))

    campaign.refresh_from_db()
    assert campaign.name != "改名"


def test_consultations_groups_and_visits_are_added_and_stay(browser, officer):
    campaign = CampaignFactory()
    row = ParticipationFactory(campaign=campaign)
    first = ConsultationFactory(campaign=campaign)
    group = WorkGroupFactory(campaign=campaign)
    sent = typed(campaign) | {
        "consultations-TOTAL_FORMS": 1,
        "consultations-INITIAL_FORMS": 0,
        "consultations-0-kind": "government",
        "consultations-0-body": "陈村镇人民政府",
        "consultations-0-held_on": "2026-03-02",
        "consultations-0-people": "镇长",
        "consultations-0-opinion": "agrees",
        "consultations-0-summary": "同意停产整顿",
        "work_groups-TOTAL_FORMS": 2,
        "work_groups-INITIAL_FORMS": 1,
        "work_groups-0-id": group.pk,
        "work_groups-0-name": group.name,
        "work_groups-0-leader": officer.pk,
        "work_groups-1-name": "第二工作组",
        "work_groups-1-leader": officer.pk,
        "work_groups-1-members": [officer.pk],
        "work_group_visits-TOTAL_FORMS": 1,
        "work_group_visits-INITIAL_FORMS": 0,
        "work_group_visits-0-work_group": group.pk,
        "work_group_visits-0-participation": row.pk,
        "work_group_visits-0-visited_on": "2026-03-20",
        "work_group_visits-0-findings": "台账不全",
    }

    response = browser.post(page(campaign), sent)

    assert response.status_code == 302, response.context["errors"]
    second = campaign.consultations.exclude(pk=first.pk).get()
    assert (second.kind, second.recorded_by) == ("government", officer)
    assert list(campaign.work_groups.get(name="第二工作组").members.all()) == [officer]
    assert campaign.work_group_visits.get().participation == row


def test_a_work_group_of_people_elsewhere_can_not_be_formed(browser, stranger):
    campaign = CampaignFactory()
    sent = typed(campaign) | {
        "work_groups-TOTAL_FORMS": 1,
        "work_groups-0-name": "外来工作组",
        "work_groups-0-leader": stranger.pk,
    }

    assert browser.post(page(campaign), sent).status_code == 200
    assert not campaign.work_groups.exists()


# --- Enterprises and their figures ---------------------------------------------------------------


def test_enterprises_are_found_by_town_trade_and_name_and_join(browser):
    campaign = CampaignFactory()
    press = ProductFactory(name="开式压力机", enterprise__name="启衡锻压机械有限公司").enterprise
    other = EnterpriseFactory(name="宏力家具厂")
    outside = EnterpriseFactory(division_id=BEIJIAO)
    inside = ParticipationFactory(campaign=campaign).enterprise
    url = page(campaign, "enterprises/")

    def found(**query):
        return set(browser.get(url, query).context["found"].object_list)

    assert found() == {press, other}
    assert found(search="", product="压力机") == {press}
    assert found(search="宏力") == {other}
    assert found(search="", town=CHENCUN) == {press, other}
    assert outside not in found()
    assert inside not in found()

    response = browser.post(url, {"enterprise": [press.pk, other.pk]}, follow=True)

    assert told(response) == ["2 enterprises added."]
    assert set(campaign.enterprises.all()) == {press, other, inside}


def test_all_that_are_shown_join_at_once(browser):
    campaign = CampaignFactory()
    EnterpriseFactory.create_batch(3)
    url = page(campaign, "enterprises/")

    assert told(browser.post(url, {"everything": "1"}, follow=True)) == ["3 enterprises added."]
    assert told(browser.post(url, {"everything": "1"}, follow=True)) == ["0 enterprises added."]


def test_an_enterprise_elsewhere_does_not_join(browser):
    campaign = CampaignFactory()
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    browser.post(page(campaign, "enterprises/"), {"enterprise": [elsewhere.pk]})

    assert not campaign.participations.exists()


def test_figures_are_typed_and_growth_is_computed(browser):
    campaign = CampaignFactory(opened=True)
    row = ParticipationFactory(campaign=campaign, sales_before=1000)
    ParticipationFactory(campaign=campaign, staff_before=10)
    sent = typed(campaign) | {
        "participations-0-sales_before": "1000",
        "participations-0-sales_after": "1500",
        "participations-1-staff_before": "10",
    }

    assert browser.post(page(campaign), sent).status_code == 302

    row.refresh_from_db()
    assert row.sales_after == 1500
    figures = list(browser.get(page(campaign)).context["figures"])
    assert [(figure["after"], figure["growth"]) for figure in figures] == [
        ("—", "—"),
        ("1,500", "+50.0 %"),
        ("—", "—"),
    ]
    assert [figure["stated"] for figure in figures] == ["0 of 2", "1 of 2", "0 of 2"]


def test_figures_come_in_after_the_end_on_a_page_of_their_own(browser):
    row = ParticipationFactory(campaign=CampaignFactory(closed=True), measured=True)
    sent = dict.fromkeys(("pass_rate_before", "pass_rate_after", "staff_before"), "")
    sent |= {"sales_before": "1000", "sales_after": "3000", "staff_after": ""}

    assert browser.post(f"{PARTICIPATIONS}{row.pk}/change/", sent).status_code == 302

    row.refresh_from_db()
    assert (row.sales_growth, row.staff_growth) == (200, None)


# --- Orders of a campaign ------------------------------------------------------------------------


def test_orders_are_drafted_issued_and_halted_with_words_for_each(browser, campaign_of_three):
    def work(part, sent):
        return told(browser.post(page(campaign_of_three, part), sent, follow=True))

    drafting = browser.get(page(campaign_of_three, "draft-orders/")).context["form"]
    halting = started(months=6, scope="whole", requirements="")

    assert work(
        "draft-orders/", {"findings": "防护装置不符合标准。", "items": drafting["items"].value()}
    ) == ["3 orders drafted."]
    assert [item.kind for item in campaign_of_three.orders.first().items.all()] == [
        "management",
        "standards",
        "metrology",
        "inspection",
        "staff",
    ]
    assert work("issue-drafts/", started()) == ["3 issued, 0 refused."]
    refused = work("agree-halts/", halting)
    assert any("3 refused: Consult first" in words for words in refused)
    assert "0 halted, 3 refused." in refused
    ConsultationFactory(campaign=campaign_of_three, kind="chamber")
    assert any("government" in words for words in work("agree-halts/", halting))
    ConsultationFactory(campaign=campaign_of_three, kind="government")
    assert work("agree-halts/", halting) == ["3 halted, 0 refused."]
    assert NumberSeries.objects.get(word="顺市监责改").last == 3
    assert IssuedDocument.objects.filter(kind="halt").count() == 3


def test_the_page_says_whom_to_consult_before_it_is_pressed(browser, campaign_of_three):
    ConsultationFactory(campaign=campaign_of_three, kind="chamber")

    content = browser.get(page(campaign_of_three, "agree-halts/")).content.decode()

    assert "Consult first, and record it: government." in content


def test_the_orders_of_a_campaign_are_counted_by_state_with_their_lists(browser):
    campaign = CampaignFactory(opened=True)
    RectificationOrderFactory.create_batch(2, campaign=campaign, state="issued")
    RectificationOrderFactory(campaign=campaign)

    orders = browser.get(page(campaign)).context["orders"]

    assert [count for _state, count, _url in orders] == [1, 2]
    for _state, count, url in orders:
        assert browser.get(url).context["cl"].queryset.count() == count


def test_it_opens_and_is_concluded_by_its_steps(browser):
    campaign = ParticipationFactory().campaign

    assert browser.post(page(campaign, "step/open/"), started(version=0)).status_code == 302
    sent = started(version=1, conclusion="各企业整改到位。")
    assert browser.post(page(campaign, "step/close/"), sent).status_code == 302

    campaign.refresh_from_db()
    assert (campaign.state, campaign.conclusion) == (Stage.CLOSED, "各企业整改到位。")


def test_it_is_not_concluded_while_an_order_is_open(browser):
    campaign = CampaignFactory(opened=True)
    RectificationOrderFactory(campaign=campaign, state="issued")

    response = browser.post(
        page(campaign, "step/close/"), started(version=0, conclusion="整改到位。")
    )

    assert response.status_code == 409
    assert "1 orders of the campaign are still open" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_issued_in_two_browsers_at_once_each_order_has_one_number(
    officer, chief, campaign_of_three
):
    browser = browser_of(officer)
    browser.post(
        page(campaign_of_three, "draft-orders/"), {"findings": "不符合。", "items": "逐台检验"}
    )
    url = page(campaign_of_three, "issue-drafts/")

    at_once(*(lambda b=b: b.post(url, started()) for b in (browser, browser_of(chief))))

    numbers = list(campaign_of_three.orders.values_list("number", flat=True))
    assert len(set(numbers)) == 3
    assert NumberSeries.objects.get(word="顺市监责改").last == 3


# --- Taking it out, and what it costs ------------------------------------------------------------


def test_no_cell_of_the_export_is_run_as_a_formula(browser):
    CampaignFactory(name="=HYPERLINK(1)", product="@SUM(A1)")
    CampaignFactory(division_id=HUANGSHI, towns=[])

    response = browser.get(f"{LIST}export/csv/")

    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["product"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")


@pytest.mark.parametrize("rows", [2, 12])
def test_lists_and_pages_cost_the_same_however_much_hangs_on_them(browser, rows):
    campaign = CampaignFactory(opened=True)
    CampaignFactory.create_batch(rows)
    ParticipationFactory.create_batch(rows, campaign=campaign, measured=True)
    ConsultationFactory.create_batch(rows, campaign=campaign)
    group = WorkGroupFactory(campaign=campaign)
    WorkGroupFactory.create_batch(rows, campaign=campaign)
    visited = campaign.participations.first()
    WorkGroupVisitFactory.create_batch(
        rows, campaign=campaign, work_group=group, participation=visited
    )
    browser.get(page(campaign))

    assert queries(lambda: browser.get(LIST)) == 6
    assert queries(lambda: browser.get(PARTICIPATIONS)) == 7
    assert queries(lambda: browser.get(page(campaign))) == 32
    assert queries(lambda: browser.get(page(campaign, "enterprises/"))) == 9


def test_a_participation_is_neither_added_nor_removed_by_hand(browser):
    row = ParticipationFactory()

    assert browser.get(f"{PARTICIPATIONS}add/").status_code == 403
    assert browser.get(f"{PARTICIPATIONS}{row.pk}/delete/").status_code == 403
    assert Participation.objects.filter(pk=row.pk).exists()
