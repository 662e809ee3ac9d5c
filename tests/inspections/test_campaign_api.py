import datetime as dt

import pytest
from django.utils import timezone

from inspections.models import Campaign, Consultation, RectificationOrder
from qualitysup.accounts.roles import Role
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, at_once, queries
from tests.inspections.factories import (
    CampaignFactory,
    ConsultationFactory,
    ParticipationFactory,
    QualityMeetingFactory,
    RectificationOrderFactory,
    TestResultFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)

CAMPAIGNS = "/api/v1/campaigns/"
Stage = Campaign.State


def one(campaign, part=""):
    return f"{CAMPAIGNS}{campaign.pk}/{part}"


@pytest.fixture
def campaign_input():
    return {
        "name": "锻压机械专项整治",
        "division": SHUNDE,
        "product": "锻压机械",
        "standard": "GB 17120—2025",
        "towns": [CHENCUN, BEIJIAO],
        "starts_on": "2026-03-01",
    }


# --- Who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("division", "seen"),
    [(CHENCUN, True), (BEIJIAO, False), (SHUNDE, False), (HUANGSHI, False)],
)
def test_a_person_of_a_town_sees_the_campaigns_of_that_town(db, division, seen):
    campaign = CampaignFactory(division_id=division, towns=[])
    client = api_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    assert bool(client.get(CAMPAIGNS).json()["results"]) == seen
    for part in ("", "enterprises/", "figures/", "consultations/", "visits/"):
        assert client.get(one(campaign, part)).status_code == (200 if seen else 404)


# --- Preparing one -------------------------------------------------------------------------------


def test_a_campaign_is_prepared_for_its_towns(api, officer, campaign_input):
    response = api.post(CAMPAIGNS, campaign_input)

    assert response.status_code == 201, response.json()
    campaign = Campaign.objects.get(pk=response.json()["id"])
    assert (campaign.state, campaign.created_by) == (Stage.DRAFT, officer)
    assert {town.pk for town in campaign.towns.all()} == {CHENCUN, BEIJIAO}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"towns": [CHENCUN, HUANGSHI]}, "towns"),
        ({"towns": ["999999999999"]}, "towns"),
        ({"towns": []}, "towns"),
        ({"division": HUANGSHI}, "division"),
        ({"starts_on": "2026-02-30"}, "starts_on"),
    ],
)
def test_what_lies_elsewhere_or_makes_no_sense_is_refused_by_field(
    api, campaign_input, change, field
):
    response = api.post(CAMPAIGNS, campaign_input | change)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert not Campaign.objects.exists()


def test_the_towns_lie_in_the_division_that_runs_it(api, campaign_input):
    response = api.post(CAMPAIGNS, campaign_input | {"division": CHENCUN})

    assert (response.status_code, response.json()["code"]) == (409, "town_elsewhere")
    assert "北滘" in response.json()["detail"]


def test_it_does_not_end_before_it_starts(api, campaign_input):
    response = api.post(CAMPAIGNS, campaign_input | {"ends_on": "2026-02-01"})

    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert not Campaign.objects.exists()


def test_a_correction_needs_the_version_that_was_read(api):
    campaign = CampaignFactory()
    change = {"towns": [BEIJIAO], "background": "摸底结果"}

    assert api.patch(one(campaign), change).status_code == 428
    assert api.patch(one(campaign), change, HTTP_IF_MATCH='"4"').status_code == 412
    read = api.get(one(campaign))["ETag"]
    assert api.patch(one(campaign), change, HTTP_IF_MATCH=read).status_code == 200
    shown = api.get(one(campaign)).json()
    assert (shown["towns"], shown["background"], shown["version"]) == ([BEIJIAO], "摸底结果", 1)


def test_a_concluded_campaign_is_frozen(api):
    campaign = CampaignFactory(closed=True)

    edited = api.patch(one(campaign), {"name": "x"}, HTTP_IF_MATCH='"0"')
    added = api.post(one(campaign, "enterprises/"), {"enterprises": [EnterpriseFactory().pk]})

    assert {edited.json()["code"], added.json()["code"]} == {"wrong_state"}


def test_enterprises_join_once_and_those_elsewhere_are_not_found(api):
    campaign = CampaignFactory()
    first, second = EnterpriseFactory.create_batch(2)
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)
    url = one(campaign, "enterprises/")

    assert api.post(url, {"enterprises": [first.pk]}).json() == {"added": 1, "enterprises": 1}
    both = {"enterprises": [first.pk, second.pk]}
    assert api.post(url, both).json() == {"added": 1, "enterprises": 2}
    refused = api.post(url, {"enterprises": [second.pk, elsewhere.pk]})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["enterprises"])
    assert campaign.participations.count() == 2
    assert {row["enterprise"]["id"] for row in api.get(url).json()["results"]} == {
        first.pk,
        second.pk,
    }


# --- Steps ---------------------------------------------------------------------------------------


def test_it_opens_with_towns_and_enterprises_and_not_before(api):
    campaign = CampaignFactory()

    refused = api.post(one(campaign, "open/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "has_enterprises")
    ParticipationFactory(campaign=campaign)
    assert api.post(one(campaign, "open/")).json()["state"] == "open"


def test_it_is_not_concluded_while_an_order_is_open(api):
    campaign = CampaignFactory(opened=True)
    order = RectificationOrderFactory(campaign=campaign, state="issued")
    words = {"conclusion": "各企业整改到位。"}

    refused = api.post(one(campaign, "close/"), words)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_order_open")
    RectificationOrder.objects.filter(pk=order.pk).update(
        state="withdrawn", closed_on=timezone.localdate()
    )
    assert api.post(one(campaign, "close/"), words).json()["state"] == "closed"


def test_cancelling_says_why(api):
    campaign = CampaignFactory()

    assert api.post(one(campaign, "cancel/")).status_code == 400
    assert api.post(one(campaign, "cancel/"), {"note": "并入市级专项"}).status_code == 200


def test_a_leader_does_not_run_campaigns(leader):
    campaign = CampaignFactory()
    client = api_of(leader)

    assert client.post(one(campaign, "open/")).json()["code"] == "forbidden"
    added = client.post(one(campaign, "enterprises/"), {"enterprises": [EnterpriseFactory().pk]})
    assert added.status_code == 403


# --- What is recorded ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "record"),
    [
        (
            "consultations/",
            {
                "kind": "chamber",
                "body": "陈村镇商会",
                "held_on": "2026-03-02",
                "people": "会长",
                "opinion": "agrees",
                "summary": "同意",
            },
        ),
        (
            "quality-meetings/",
            {
                "held_on": "2026-03-03",
                "place": "镇政府",
                "attendees": "企业负责人",
                "analysis": "防护装置普遍缺失",
                "measures": "限期整改",
            },
        ),
    ],
)
def test_talks_and_meetings_are_recorded_and_read_again(api, part, record):
    campaign = CampaignFactory()

    kept = api.post(one(campaign, part), record)

    assert kept.status_code == 201, kept.json()
    assert api.get(one(campaign, part)).json()["results"] == [record | {"id": kept.json()["id"]}]


def test_a_work_group_goes_into_enterprises_and_records_its_visits(api, officer, inspector):
    campaign = CampaignFactory()
    row = ParticipationFactory(campaign=campaign)

    group = api.post(
        one(campaign, "work-groups/"),
        {
            "name": "第一工作组",
            "leader": officer.pk,
            "members": [inspector.pk],
            "enterprises": [row.enterprise_id],
        },
    ).json()
    visit = {
        "work_group": group["id"],
        "enterprise": row.enterprise_id,
        "visited_on": "2026-04-01",
        "findings": "台账不全",
        "help_given": "现场讲解",
    }
    kept = api.post(one(campaign, "visits/"), visit)

    assert group["enterprises"] == [row.enterprise_id]
    assert group["members"] == [inspector.full_name]
    assert kept.status_code == 201, kept.json()
    assert api.get(one(campaign, "visits/")).json()["results"][0]["help_given"] == "现场讲解"


def test_a_visit_belongs_to_a_group_and_an_enterprise_of_the_campaign(api):
    campaign, other = CampaignFactory(), WorkGroupFactory()
    row = ParticipationFactory(campaign=campaign)
    visit = {"work_group": other.pk, "enterprise": row.enterprise_id, "visited_on": "2026-04-01"}

    response = api.post(one(campaign, "visits/"), visit | {"findings": "无"})

    assert response.status_code == 404


def test_growth_is_computed_and_what_is_missing_is_not_zero(api):
    campaign = CampaignFactory()
    ParticipationFactory(campaign=campaign, measured=True)
    ParticipationFactory(campaign=campaign, sales_before=500, staff_after=10)

    rows = api.get(one(campaign, "enterprises/")).json()["results"]
    total = api.get(one(campaign, "figures/")).json()

    assert [row["sales_growth"] for row in rows] == [None, "100.00"]
    assert total["enterprises"] == 2
    assert [tuple(figure.values()) for figure in total["figures"]] == [
        ("pass_rate", 1, "40.00", "95.00", "55.00"),
        ("sales", 1, "1000.00", "2000.00", "100.00"),
        ("staff", 1, "80.00", "100.00", "25.00"),
    ]


def test_figures_come_in_one_by_one_and_after_the_end_as_well(api):
    row = ParticipationFactory(campaign=CampaignFactory(closed=True), sales_before=500)
    url = one(row.campaign, "figures/")

    kept = api.patch(url, {"enterprise": row.enterprise_id, "sales_after": "600"})
    refused = api.patch(url, {"enterprise": row.enterprise_id, "pass_rate_after": "101"})

    assert (kept.status_code, kept.json()["sales_growth"]) == (200, "20.00")
    assert list(refused.json()["errors"]) == ["pass_rate_after"]
    row.refresh_from_db()
    assert (row.sales_before, row.pass_rate_after) == (500, None)


# --- Orders of a campaign ------------------------------------------------------------------------


@pytest.fixture
def campaign_of_three(db):
    campaign = CampaignFactory(opened=True)
    for row in ParticipationFactory.create_batch(3, campaign=campaign):
        TestResultFactory(campaign=campaign, enterprise=row.enterprise)
    return campaign


def test_orders_are_drafted_issued_and_halted_for_all(api, campaign_of_three):
    findings = {"findings": "经监督抽查，防护装置不符合标准。"}

    drafted = api.post(one(campaign_of_three, "draft-orders/"), findings)
    again = api.post(one(campaign_of_three, "draft-orders/"), findings)
    issued = api.post(one(campaign_of_three, "issue-drafts/"))
    too_early = api.post(one(campaign_of_three, "agree-halts/"))
    for kind in (Consultation.Kind.CHAMBER, Consultation.Kind.GOVERNMENT):
        ConsultationFactory(campaign=campaign_of_three, kind=kind)
    halted = api.post(one(campaign_of_three, "agree-halts/"), {"months": 6})

    assert (drafted.status_code, len(drafted.json()["done"])) == (201, 3)
    assert again.json()["done"] == []
    assert (len(issued.json()["done"]), issued.json()["refused"]) == (3, [])
    assert too_early.json()["done"] == []
    assert {row["code"] for row in too_early.json()["refused"]} == {"consulted_both"}
    assert len(halted.json()["done"]) == 3
    numbers = set(campaign_of_three.orders.values_list("number", flat=True))
    assert len(numbers) == 3
    assert IssuedDocument.objects.filter(kind="halt").count() == 3


def test_an_order_that_cannot_be_issued_does_not_hold_up_the_others(api, campaign_of_three):
    api.post(one(campaign_of_three, "draft-orders/"), {"findings": "不符合标准。"})
    empty = campaign_of_three.orders.first()
    empty.items.all().delete()

    answer = api.post(one(campaign_of_three, "issue-drafts/")).json()

    assert len(answer["done"]) == 2
    assert [(row["id"], row["code"]) for row in answer["refused"]] == [(empty.pk, "has_items")]
    assert answer["refused"][0]["reason"]


def test_orders_are_drafted_only_while_it_is_under_way(api):
    campaign = CampaignFactory()

    response = api.post(one(campaign, "draft-orders/"), {"findings": "不符合标准。"})

    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")


@pytest.mark.django_db(transaction=True)
def test_drafted_for_all_from_two_sessions_at_once_each_has_one_order(
    officer, chief, campaign_of_three
):
    url = one(campaign_of_three, "draft-orders/")
    clients = api_of(officer), api_of(chief)

    answers = at_once(*(lambda c=c: c.post(url, {"findings": "不符合。"}) for c in clients))

    assert sorted(len(answer.json()["done"]) for answer in answers) == [0, 3]
    assert campaign_of_three.orders.count() == 3


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 2, 12, 50])
def test_lists_cost_the_same_however_long_they_are(officer, rows):
    client = api_of(officer)
    campaign = CampaignFactory()
    costs = {
        CAMPAIGNS: 4,
        one(campaign): 4,
        one(campaign, "enterprises/"): 5,
        one(campaign, "consultations/"): 5,
        one(campaign, "quality-meetings/"): 5,
        one(campaign, "work-groups/"): 7,
        one(campaign, "visits/"): 5,
        one(campaign, "figures/"): 4,
    }
    CampaignFactory.create_batch(rows)
    group = WorkGroupFactory(campaign=campaign)
    for factory in (ParticipationFactory, ConsultationFactory, QualityMeetingFactory):
        factory.create_batch(rows, campaign=campaign)
    leader = UserFactory()
    WorkGroupFactory.create_batch(rows, campaign=campaign, leader=leader, members=[leader])
    WorkGroupVisitFactory.create_batch(rows, campaign=campaign, work_group=group)
    client.get(CAMPAIGNS)

    assert {url: queries(lambda url=url: client.get(url)) for url in costs} == costs


@pytest.mark.django_db(transaction=True)
def test_what_preparing_and_opening_cost(officer, campaign_input):
    client = api_of(officer)
    campaign = ParticipationFactory().campaign
    client.get(CAMPAIGNS)

    more = {"enterprises": [row.pk for row in EnterpriseFactory.create_batch(12)]}
    # A transaction's BEGIN and COMMIT are among them.
    assert queries(lambda: client.post(CAMPAIGNS, campaign_input)) == 10
    assert queries(lambda: client.post(one(campaign, "enterprises/"), more)) == 9
    assert queries(lambda: client.post(one(campaign, "open/"))) == 12


def test_a_day_in_the_future_is_not_the_day_of_a_step(api):
    campaign = ParticipationFactory().campaign
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    assert api.post(one(campaign, "open/"), {"on": tomorrow}).json()["code"] == "future"


def test_separated_offices_see_no_campaign(db):
    CampaignFactory()

    assert api_of(UserFactory(roles=[Role.AUDITOR])).get(CAMPAIGNS).status_code == 403
