"""Clues of counterfeits in the admin, in the API, before managers and on the home page."""

import pytest
from django.utils import timezone

from brands.models import CounterfeitClue
from brands.services import counterfeits
from enterprises import timeline
from qualitysup.accounts.roles import Role
from tests.brands.publicity_factories import clue, counterfeit, standing
from tests.dashboard.watching import measure
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, browser_of, queries

pytestmark = pytest.mark.django_db
LIST = "/admin/brands/counterfeitclue/"
API = "/api/v1/counterfeit-clues/"


@pytest.fixture
def officer(db):
    return UserFactory(roles=[Role.CASE_OFFICER])


def form(honour, **typed):
    return {
        "version": "0",
        "honour": honour.pk,
        "source": "consumer",
        "received_on": timezone.localdate().isoformat(),
        "seen_in": "",
        "place": "测试市场3号档",
        "url": "",
        "enterprise": "",
        "enterprise_name": "某某灶具店",
        "text": "包装上印有他人的认证标志。",
        "officer": "",
    } | typed


def test_it_is_registered_verified_and_transferred_in_the_browser(officer):
    honour, browser = standing(), browser_of(officer)

    response = browser.post(f"{LIST}add/", form(honour))
    assert response.status_code == 302, response.context["errors"]
    found = CounterfeitClue.objects.get()
    today = {"on": timezone.localdate().isoformat()}
    said = {"verdict": "counterfeit", "statement": "非我公司产品。", "version": found.version}
    response = browser.post(f"{LIST}{found.pk}/step/verify/", today | said)
    assert response.status_code == 302, response.context["reasons"]
    response = browser.post(
        f"{LIST}{found.pk}/step/transfer/", today | {"version": found.version + 1}
    )
    assert response.status_code == 302, response.context["reasons"]

    found.refresh_from_db()
    page = browser.get(found.get_absolute_url()).content.decode()
    assert found.complaint.get_absolute_url() in page
    assert "What comes next comes by itself" in page
    page = browser.get(found.complaint.get_absolute_url()).content.decode()
    assert found.get_absolute_url() in page


@pytest.mark.parametrize(
    ("typed", "field"), [({"place": ""}, "place"), ({"url": "not a page"}, "url")]
)
def test_what_cannot_be_is_said_on_the_form(officer, typed, field):
    response = browser_of(officer).post(f"{LIST}add/", form(standing(), **typed))

    assert field in response.context["adminform"].form.errors


def test_it_goes_through_the_api_and_skips_nothing(officer):
    api = api_of(officer)
    sent = {
        "honour": standing().pk,
        "source": "monitoring",
        "url": "https://demo.invalid/shop/1",
        "enterprise_name": "某某网店",
        "text": "网页使用他人的证书编号。",
    }

    made = api.post(API, sent)
    assert made.status_code == 201, made.json()
    at = f"{API}{made.json()['id']}/"
    skipped = api.post(f"{at}transfer/")
    assert (skipped.status_code, skipped.json()["code"]) == (409, "wrong_state")
    said = {"verdict": "counterfeit", "statement": "非我公司产品。"}
    assert api.post(f"{at}verify/", said).status_code == 200
    first = api.post(f"{at}transfer/")
    assert first.status_code == 200, first.json()

    again = api.post(f"{at}transfer/")
    assert again.json()["complaint"] == first.json()["complaint"]


def test_where_it_was_not_seen_is_refused_in_words_by_the_api(officer):
    sent = {"honour": standing().pk, "source": "other", "text": "听说有假。"}

    response = api_of(officer).post(API, sent)

    assert response.status_code == 400
    assert "where it was seen" in response.content.decode()


def test_people_of_another_county_find_nothing(officer):
    found = clue(by=officer)
    stranger = UserFactory(roles=[Role.CASE_OFFICER], home_id=HUANGSHI, divisions=[HUANGSHI])

    assert api_of(stranger).get(f"{API}{found.pk}/").status_code == 404
    assert api_of(stranger).get(API).json()["results"] == []
    sent = {"honour": found.honour_id, "source": "other", "place": "x", "text": "y"}
    assert api_of(stranger).post(API, sent).status_code == 400


def test_a_list_costs_the_same_for_two_rows_and_twelve(officer):
    honour = standing()
    browser, api = browser_of(officer), api_of(officer)
    for _each in range(2):
        clue(honour, by=officer)
    costs = [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))]
    for _each in range(10):
        clue(honour, by=officer)

    assert [queries(lambda: browser.get(LIST)), queries(lambda: api.get(API))] == costs


def test_what_is_mine_to_check_waits_on_my_home_page(officer):
    found = clue(by=officer)
    page = browser_of(officer).get("/").content.decode()
    assert found.get_absolute_url() in page

    counterfeits.drop(found, by=officer, note="为授权经销商")

    assert found.get_absolute_url() not in browser_of(officer).get("/").content.decode()


def test_every_figure_opens_the_rows_that_it_counts(officer):
    honour = standing()
    clue(honour, by=officer)
    counterfeits.transfer(counterfeit(honour=honour, by=officer), by=officer)
    found = measure(officer)["Counterfeits of honoured goods"]
    browser = browser_of(officer)

    figures = {each.indicator.key: each for each in found["figures"]}
    assert {key: each.figure for key, each in figures.items()} == {
        "counterfeits-received": 2,
        "counterfeits-to-check": 1,
        "counterfeits-overdue": 0,
        "counterfeits-open": 2,
    }
    for each in figures.values():
        assert browser.get(each.url).context["cl"].result_count == each.figure
    [(_breakdown, lines)] = found["tables"]
    for line in lines:
        assert browser.get(line.url).context["cl"].result_count == line.figure == 1


def test_the_history_of_the_holder_tells_of_it(officer):
    found = counterfeits.drop(clue(by=officer), by=officer, note="为授权经销商")
    entries = timeline.of([found.honour.enterprise_id], officer)

    told = [str(entry.title) for entry in entries if entry.url == found.get_absolute_url()]
    assert len(told) == 2
    assert any("为授权经销商" in words for words in told)
