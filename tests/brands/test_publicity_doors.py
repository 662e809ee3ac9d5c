"""Publicity in the admin, in the API, before managers and before everybody."""

import pytest
from django.utils import timezone

from brands.models import PublicityItem
from brands.services import honours, publicity
from qualitysup.accounts.roles import Role
from tests.brands.publicity_factories import drafted, heads, released, standing, told
from tests.dashboard.watching import measure
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, browser_of, queries
from tests.inspections.factories import PublicPageFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/brands/publicityitem/"
API = "/api/v1/publicity-items/"
CATALOGUE = "/public/honours/"
BAD = "我局推荐该产品。"


@pytest.fixture
def writer(db):
    return UserFactory(roles=[Role.BRAND_OFFICER])


# --- In the admin --------------------------------------------------------------------------------


def test_it_is_written_submitted_approved_twice_and_released_in_the_browser(writer):
    honour, (first, second) = standing(), heads()
    said = {"version": "0", "honour": honour.pk, "headline": "获证", "text": told(honour)}

    response = browser_of(writer).post(f"{LIST}add/", said)
    assert response.status_code == 302, response.context["errors"]
    item = PublicityItem.objects.get()
    for person, step in ((writer, "submit"), (first, "approve"), (second, "release")):
        today = {"on": timezone.localdate().isoformat(), "version": item.version}
        response = browser_of(person).post(f"{LIST}{item.pk}/step/{step}/", today)
        assert response.status_code == 302, response.context["reasons"]
        item.refresh_from_db()

    assert item.state == "released"
    page = browser_of(writer).get(item.get_absolute_url()).content.decode()
    assert f"{LIST}{item.pk}/publish/" in page


def test_the_page_of_an_honour_leads_to_its_publicity_and_its_counterfeits(writer):
    honour, browser = standing(), browser_of(writer)
    page = browser.get(honour.get_absolute_url()).content.decode()

    for model in ("publicityitem", "counterfeitclue"):
        url = f"/admin/brands/{model}/add/?honour={honour.pk}"
        assert url in page
        form = browser.get(url).content.decode()
        assert f'<option value="{honour.pk}" selected>' in form


def test_what_stands_against_the_words_is_on_the_page_and_refuses_the_step(writer):
    honour = standing()
    item = drafted(honour, by=writer, text=told(honour) + BAD)
    browser = browser_of(writer)

    assert BAD in browser.get(item.get_absolute_url()).content.decode()
    today = {"on": timezone.localdate().isoformat(), "version": item.version}
    response = browser.post(f"{LIST}{item.pk}/step/submit/", today)

    assert response.status_code == 409
    assert BAD in response.context["reasons"][0]


def test_words_are_looked_at_while_they_are_typed_and_nothing_is_kept(writer):
    honour = standing()
    said = {"honour": honour.pk, "headline": "获证", "text": told(honour) + BAD}
    browser = browser_of(writer)

    page = browser.post(f"{LIST}wording/", said).content.decode()

    assert BAD in page
    assert "产品质量法 25" in page
    assert not PublicityItem.objects.exists()
    right = browser.post(f"{LIST}wording/", said | {"text": told(honour)}).content.decode()
    assert "Nothing stands against" in right
    assert "Choose the honour" in browser.post(f"{LIST}wording/", {}).content.decode()
    assert browser.get(f"{LIST}wording/").status_code == 405


def test_words_are_looked_at_by_those_who_write(db):
    honour = standing()
    said = {"honour": honour.pk, "text": "…"}
    inspector = UserFactory(roles=[Role.INSPECTOR])
    elsewhere = UserFactory(roles=[Role.BRAND_OFFICER], home_id=HUANGSHI, divisions=[HUANGSHI])

    assert browser_of(inspector).post(f"{LIST}wording/", said).status_code == 403
    page = browser_of(elsewhere).post(f"{LIST}wording/", said).content.decode()
    assert honour.enterprise.name not in page


def test_others_read_a_draft_and_its_author_writes_it(writer):
    item = drafted(by=writer)

    assert 'name="headline"' in browser_of(writer).get(item.get_absolute_url()).content.decode()
    other = UserFactory(roles=[Role.BRAND_OFFICER])
    assert 'name="headline"' not in browser_of(other).get(item.get_absolute_url()).content.decode()


def test_a_publication_is_recorded_with_its_reach_or_a_dash(writer):
    item = released(by=writer)
    browser = browser_of(writer)
    url = f"{LIST}{item.pk}/publish/"
    typed = {
        "channel": "website",
        "where": "https://demo.invalid/1",
        "published_on": timezone.localdate().isoformat(),
        "reach": "",
        "reach_source": "",
        "replaces": "",
    }

    wrong = browser.post(url, typed | {"reach": "5"})
    assert "reach_source" in wrong.context["form"].errors
    assert browser.post(url, typed).status_code == 302

    page = browser.get(item.get_absolute_url()).content.decode()
    assert "https://demo.invalid/1" in page
    assert "Reached: —" in page


def test_heads_keep_the_rules_of_wording_and_officers_read_them(writer):
    head = UserFactory(roles=[Role.SECTION_HEAD])
    url = "/admin/brands/wordingrule/add/"
    typed = {
        "words": "百年老店",
        "unless": "",
        "law": "测试法 1",
        "why": "未核实",
        "valid_from": "",
        "valid_to": "",
        "confidence": "I",
    }

    assert browser_of(writer).post(url, typed).status_code == 403
    wrong = browser_of(head).post(url, typed | {"unless": "老店"})
    assert "unless" in wrong.context["adminform"].form.errors
    assert browser_of(head).post(url, typed).status_code == 302


def test_a_list_costs_the_same_for_two_rows_and_twelve(writer):
    honour = standing()
    browser, api = browser_of(writer), api_of(writer)
    for _each in range(2):
        drafted(honour, by=writer)
    costs = [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))]
    for _each in range(10):
        drafted(honour, by=writer)

    assert [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))] == costs


def test_people_of_another_county_find_nothing(writer):
    item = released(by=writer)
    stranger = UserFactory(roles=[Role.SECTION_HEAD], home_id=HUANGSHI, divisions=[HUANGSHI])

    assert browser_of(stranger).get(item.get_absolute_url()).status_code in (302, 404)
    assert api_of(stranger).get(f"{API}{item.pk}/").status_code == 404
    assert api_of(stranger).get(API).json()["results"] == []


# --- In the API ----------------------------------------------------------------------------------


def test_it_goes_from_draft_to_publication_in_the_api(writer):
    honour, (first, second) = standing(), heads()
    api = api_of(writer)

    made = api.post(API, {"honour": honour.pk, "headline": "获证", "text": told(honour) + BAD})
    assert made.status_code == 201, made.json()
    at = f"{API}{made.json()['id']}/"
    assert [each["sentence"] for each in api.get(f"{at}objections/").json()] == [BAD]
    refused = api.post(f"{at}submit/")
    assert (refused.status_code, refused.json()["code"]) == (409, "tells_facts")

    tag = api.get(at)["ETag"]
    corrected = api.patch(at, {"text": told(honour)}, headers={"If-Match": tag})
    assert corrected.status_code == 200, corrected.json()
    for client, step in ((api, "submit"), (api_of(first), "approve"), (api_of(second), "release")):
        response = client.post(f"{at}{step}/")
        assert response.status_code == 200, response.json()
    today = timezone.localdate().isoformat()
    sent = {"channel": "website", "where": "https://demo.invalid/1", "published_on": today}
    assert api.post(f"{at}publications/", sent).status_code == 201

    shown = api.get(at).json()
    assert (shown["state"], shown["is_shown"]) == ("released", True)
    assert shown["channels"][0]["reach"] is None
    assert api.get(API, {"shown": "true"}).json()["results"][0]["id"] == shown["id"]


def test_no_step_is_skipped_by_the_api(writer):
    item = drafted(by=writer)
    head, _leader = heads()

    for step in ("approve", "release"):
        response = api_of(head).post(f"{API}{item.pk}/{step}/")
        assert (response.status_code, response.json()["code"]) == (409, "wrong_state")


# --- Before managers and before everybody --------------------------------------------------------


def measured(user):
    found = measure(user)["Publicity of honours"]
    return (
        {each.indicator.key: each for each in found["figures"]},
        {breakdown.key: lines for breakdown, lines in found["tables"]},
    )


def test_every_figure_opens_the_rows_that_it_counts(writer):
    leader = UserFactory(roles=[Role.BUREAU_LEADER])
    first = released(by=writer)
    drafted(first.honour, by=writer)
    figures, tables = measured(leader)

    assert figures["publicity-reached"].figure is None
    counts = {key: each.figure for key, each in figures.items() if key != "publicity-reached"}
    assert counts == {"publicity-shown": 1, "publicity-off-page": 0, "publicity-released": 1}
    browser = browser_of(leader)
    for key, each in figures.items():
        shown = browser.get(each.url).context["cl"].result_count
        assert shown == (1 if key == "publicity-reached" else each.figure), key
    [line] = tables["publicity-by-month"]
    assert browser.get(line.url).context["cl"].result_count == line.figure == 1

    today = timezone.localdate()
    sent = {"channel": "website", "where": "x", "published_on": today}
    publicity.publish(first, by=writer, **sent, reach=30, reach_source="网站后台")
    assert measured(leader)[0]["publicity-reached"].figure == 30


def test_everybody_reads_it_while_its_honour_stands(client, writer):
    PublicPageFactory()
    item = released(by=writer)
    drafted(item.honour, by=writer, headline="未放行的标题")

    page = client.get(CATALOGUE).content.decode()
    assert item.headline in page
    assert "未放行的标题" not in page

    honours.revoke(item.honour, by=heads()[0], because="抽查不合格")
    assert item.headline not in client.get(CATALOGUE).content.decode()
