"""A campaign that is held above and reaches into a town: the town looks at it, and at its own."""

import pytest
from django.urls import reverse

from inspections.models import Campaign, Participation, WorkGroupVisit
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import api_of, browser_of, queries
from tests.inspections.factories import (
    CampaignFactory,
    ParticipationFactory,
    QualityMeetingFactory,
    RectificationOrderFactory,
    WorkGroupFactory,
    WorkGroupVisitFactory,
)

CAMPAIGNS = "/api/v1/campaigns/"


def person_of(town, *roles):
    return UserFactory(home_id=town, divisions=[town], roles=list(roles or [Role.INSPECTOR]))


def of(town):
    return EnterpriseFactory(division_id=town)


@pytest.fixture
def campaign(db):
    """Held by the county for two towns, with everything on record in each of them."""
    campaign = CampaignFactory(opened=True, towns=[CHENCUN, BEIJIAO], consulted=True)
    group = WorkGroupFactory(campaign=campaign)
    QualityMeetingFactory(campaign=campaign)
    for town in (CHENCUN, BEIJIAO):
        firm = of(town)
        joined = ParticipationFactory(
            campaign=campaign, enterprise=firm, measured=True, work_group=group
        )
        WorkGroupVisitFactory(campaign=campaign, work_group=group, participation=joined)
        RectificationOrderFactory(campaign=campaign, enterprise=firm, division_id=town)
    return campaign


# --- Who sees it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held_by", "towns", "joined", "seen"),
    [
        (SHUNDE, [CHENCUN], [], True),
        (SHUNDE, [], [CHENCUN], True),
        (SHUNDE, [BEIJIAO], [BEIJIAO], False),
        (SHUNDE, [], [], False),
        ("440600000000", [CHENCUN], [], True),
        (BEIJIAO, [BEIJIAO], [], False),
        # An enterprise moved into the town takes no campaign of another county along.
        (HUANGSHI, [], [CHENCUN], False),
        (BEIJIAO, [], [CHENCUN], False),
    ],
)
def test_a_town_sees_the_campaigns_that_reach_into_it(db, held_by, towns, joined, seen):
    campaign = CampaignFactory(division_id=held_by, towns=towns)
    for town in joined:
        ParticipationFactory(campaign=campaign, enterprise=of(town))
    inspector = person_of(CHENCUN)

    assert Campaign.objects.visible_to(inspector).filter(pk=campaign.pk).exists() == seen
    answer = api_of(inspector).get(f"{CAMPAIGNS}{campaign.pk}/")
    assert answer.status_code == (200 if seen else 404)


def test_many_towns_and_enterprises_show_one_campaign_once(campaign):
    ParticipationFactory(campaign=campaign, enterprise=of(CHENCUN))

    assert len(api_of(person_of(CHENCUN)).get(CAMPAIGNS).json()["results"]) == 1


def test_nobody_of_the_other_city_or_without_divisions_sees_it(campaign):
    for person in (person_of(HUANGSHI), UserFactory(divisions=[])):
        assert not Campaign.objects.visible_to(person).exists()
        assert not Participation.objects.visible_to(person).exists()


# --- What hangs on it ----------------------------------------------------------------------------


def test_the_town_sees_its_own_enterprises_of_the_campaign_and_no_other(campaign):
    api = api_of(person_of(CHENCUN))

    def rows(part):
        return api.get(f"{CAMPAIGNS}{campaign.pk}/{part}/").json()["results"]

    own = campaign.participations.get(enterprise__division=CHENCUN)
    assert [row["enterprise"]["id"] for row in rows("enterprises")] == [own.enterprise_id]
    for part in ("consultations", "quality-meetings", "work-groups", "visits"):
        assert rows(part) == [], part
    figures = api.get(f"{CAMPAIGNS}{campaign.pk}/figures/").json()
    assert figures["enterprises"] == 1
    orders = api.get(f"/api/v1/rectification-orders/?campaign={campaign.pk}").json()["results"]
    assert [row["enterprise"]["id"] for row in orders] == [own.enterprise_id]


def test_the_page_of_the_campaign_names_no_enterprise_of_another_town(campaign):
    own, other = (
        campaign.participations.get(enterprise__division=town).enterprise.name
        for town in (CHENCUN, BEIJIAO)
    )

    page = browser_of(person_of(CHENCUN)).get(campaign.get_absolute_url())
    words = page.content.decode()

    assert own in words
    assert other not in words
    assert [count for _state, count, _url in page.context["orders"]] == [1]
    assert WorkGroupVisit.objects.first().findings not in words


def test_the_county_sees_it_all_as_before(campaign):
    api = api_of(UserFactory())

    for part, count in {
        "enterprises": 2,
        "consultations": 2,
        "work-groups": 1,
        "visits": 2,
    }.items():
        found = api.get(f"{CAMPAIGNS}{campaign.pk}/{part}/").json()["results"]
        assert len(found) == count, part


# --- Looking is all ------------------------------------------------------------------------------


@pytest.fixture
def head(campaign):
    """May do everything to campaigns of the town."""
    return person_of(CHENCUN, Role.CASE_OFFICER, Role.SECTION_HEAD)


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("close", {"conclusion": "完成。"}),
        ("cancel", {"note": "不再开展。"}),
        ("draft-orders", {"findings": "不合格。"}),
        ("issue-drafts", {}),
        ("agree-halts", {"months": 6}),
        ("enterprises", {"enterprises": ["OWN"]}),
        (
            "consultations",
            {
                "kind": "chamber",
                "body": "商会",
                "held_on": "2026-03-01",
                "people": "某",
                "opinion": "agrees",
                "summary": "同意。",
            },
        ),
    ],
)
def test_whoever_only_sees_it_changes_nothing(campaign, head, part, given):
    before = list(campaign.history.values_list("pgh_id")), campaign.participations.count()
    if "enterprises" in given:
        given = {"enterprises": [of(CHENCUN).pk]}

    answer = api_of(head).post(f"{CAMPAIGNS}{campaign.pk}/{part}/", given, format="json")

    assert answer.status_code == 403, answer.json()
    assert (list(campaign.history.values_list("pgh_id")), campaign.participations.count()) == before
    assert set(campaign.orders.values_list("state", flat=True)) == {"draft"}


def test_whoever_only_sees_it_edits_neither_it_nor_its_figures(campaign, head):
    api, own = api_of(head), campaign.participations.get(enterprise__division=CHENCUN)
    url = f"{CAMPAIGNS}{campaign.pk}/"
    etag = api.get(url)["ETag"]

    edited = api.patch(url, {"name": "别的"}, headers={"if-match": etag}, format="json")
    figures = {"enterprise": own.enterprise_id, "sales_after": "1.00"}
    measured = api.patch(f"{url}figures/", figures, format="json")

    assert (edited.status_code, measured.status_code) == (403, 403)
    campaign.refresh_from_db()
    assert campaign.name != "别的"


def test_its_page_offers_whoever_only_sees_it_nothing_to_press(campaign, head):
    browser = browser_of(head)

    page = browser.get(campaign.get_absolute_url())

    assert page.context["page"].next_steps == []
    assert page.context["beside"] == []
    assert not page.context["has_change_permission"]
    for task in ("enterprises", "draft-orders", "issue-drafts", "agree-halts", "step/close"):
        url = campaign.get_absolute_url().replace("change/", f"{task}/")
        assert browser.get(url).status_code == 403, task
        assert browser.post(url, {"conclusion": "完成。"}).status_code == 403, task


# --- What it costs -------------------------------------------------------------------------------


def test_a_town_pays_the_same_for_two_campaigns_and_twelve(db):
    api = api_of(person_of(CHENCUN))
    admin = browser_of(person_of(CHENCUN))
    url = reverse("admin:inspections_campaign_changelist")
    CampaignFactory.create_batch(2)
    few = queries(lambda: api.get(CAMPAIGNS)), queries(lambda: admin.get(url))

    CampaignFactory.create_batch(10)

    assert (queries(lambda: api.get(CAMPAIGNS)), queries(lambda: admin.get(url))) == few
