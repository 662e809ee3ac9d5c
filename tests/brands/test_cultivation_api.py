"""The way to an honour by the API: the same table, the same words, no stage skipped."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import Cultivation
from tests.brands import cultivation_factories as stage
from tests.brands.factories import kind
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import SHUNDE, UserFactory
from tests.inspections.clients import api_of, queries

pytestmark = pytest.mark.django_db
WAY = "/api/v1/cultivations/"
COMMITMENTS, CATALOGUES = "/api/v1/brand-commitments/", "/api/v1/brand-catalogues/"


@pytest.fixture
def head(db):
    return stage.head()


@pytest.fixture
def client(head):
    return api_of(head)


def post(client, way, given=None, status=200):
    answer = client.post(way, given or {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_firm_goes_the_whole_way(client, head):
    today = timezone.localdate()
    firm = EnterpriseFactory()
    given = {
        "enterprise": firm.pk,
        "kind": kind("guangdong-name-brand").pk,
        "product": "测试电饭锅",
        "year": today.year,
    }
    way = f"{WAY}{post(client, WAY, given, 201)['id']}/"
    post(client, f"{way}recommend/", {"recommended_by": "北滘镇", "because": "有销路"})
    [sheet] = client.get("/api/v1/screening-sheets/").json()["results"]
    points = [{"criterion": each["id"], "points": each["most"]} for each in sheet["criteria"]]
    told = post(client, f"{way}screenings/", {"points": points})
    assert told["screenings"][0]["total"] == 100
    post(client, f"{way}screen/")
    catalogue = post(client, CATALOGUES, {"division": SHUNDE, "year": today.year}, 201)
    post(client, f"{CATALOGUES}{catalogue['id']}/freeze/")
    [entry] = client.get(f"{CATALOGUES}{catalogue['id']}/").json()["entries"]
    assert entry["enterprise_name"] == firm.name
    visit = {"visited_on": today.isoformat(), "met": "总经理", "strengths": "工艺稳定"}
    post(client, f"{way}visits/", visit, 201)
    post(client, f"{way}visit/")
    post(client, f"{way}begin/", {"due_on": (today + dt.timedelta(days=30)).isoformat()})
    told = client.get(way).json()
    assert [each["code"] for each in told["missing"]] == [
        "papers_complete",
        "assistance_finished",
        "conditions_met",
    ]
    for commitment in told["commitments"]:
        post(client, f"{COMMITMENTS}{commitment['id']}/meet/", {"result": "已核对"})
    post(client, f"{way}apply/", {"application_number": "测试1号"})
    told = post(client, f"{way}win/", {"number": "测试证1号", "source": "公告"})
    assert told["state"] == "won"
    assert Cultivation.objects.get().honour.number == "测试证1号"


@pytest.mark.parametrize("step", ["screen", "visit", "begin", "apply", "win"])
def test_skipping_a_stage_is_refused_with_words(client, head, step):
    cultivation = stage.begun(by=head)
    given = {"due_on": timezone.localdate().isoformat(), "source": "公告"}
    told = post(client, f"{WAY}{cultivation.pk}/{step}/", given, 409)
    assert told["code"] == "wrong_state"
    assert told["detail"]
    cultivation.refresh_from_db()
    assert cultivation.state == "surveyed"


def test_a_catalogue_is_no_step_that_anybody_takes_by_hand(client, head):
    cultivation = stage.screened(by=head)
    assert client.post(f"{WAY}{cultivation.pk}/catalogue/", {}).status_code == 404


def test_what_is_there_already_is_refused_and_nothing_is_half_done(client, head):
    first = stage.begun(by=head)
    given = {
        "enterprise": first.enterprise_id,
        "kind": first.kind_id,
        "product": first.product,
        "year": first.year,
    }
    told = client.post(WAY, given, format="json")
    assert told.status_code == 400, told.content
    assert "already" in told.content.decode()
    assert Cultivation.objects.count() == 1


def test_a_change_needs_the_version_that_was_read(client, head):
    way = f"{WAY}{stage.begun(by=head).pk}/"
    read = client.get(way)
    assert client.patch(way, {"product": "改"}, format="json").status_code == 428
    answer = client.patch(way, {"product": "改"}, format="json", headers={"if-match": read["ETag"]})
    assert answer.json()["product"] == "改"
    answer = client.patch(
        way, {"product": "又改"}, format="json", headers={"if-match": read["ETag"]}
    )
    assert answer.status_code == 412


def test_commitments_are_found_and_settled_once(client, head):
    cultivation = stage.cultivated(by=head)
    rows = client.get(COMMITMENTS, {"cultivation": cultivation.pk, "area": "materials"}).json()
    assert len(rows["results"]) == 6
    one, two, *_rest = rows["results"]
    assert post(client, f"{COMMITMENTS}{one['id']}/meet/", {"result": "已齐"})["state"] == "met"
    told = post(client, f"{COMMITMENTS}{one['id']}/meet/", {"result": "再齐"}, 409)
    assert told["code"] == "settled"
    officer = api_of(UserFactory(roles=["brand_officer"]))
    post(officer, f"{COMMITMENTS}{two['id']}/waive/", {"because": "不适用"}, 403)
    told = post(client, f"{COMMITMENTS}{two['id']}/waive/", {"because": "不适用"})
    assert told["state"] == "waived"
    given = {
        "cultivation": cultivation.pk,
        "area": "other",
        "words": "协调用地",
        "owner": head.pk,
        "due_on": timezone.localdate().isoformat(),
    }
    assert post(client, COMMITMENTS, given, 201)["state"] == "open"


@pytest.mark.parametrize("way", [WAY, COMMITMENTS, CATALOGUES])
def test_lists_cost_the_same_and_others_see_nothing(client, head, stranger, way):
    stage.cultivated(by=head, year=1999)
    stage.cultivated(by=head, year=1998)
    client.get(way)
    few = queries(lambda: client.get(way))
    for year in range(2000, 2010):
        stage.cultivated(by=head, year=year)
    assert queries(lambda: client.get(way)) == few
    assert api_of(stranger).get(way).json()["results"] == []


def test_nobody_elsewhere_takes_a_step(head, stranger):
    cultivation = stage.begun(by=head)
    client = api_of(stranger)
    assert client.get(f"{WAY}{cultivation.pk}/").status_code == 404
    post(client, f"{WAY}{cultivation.pk}/drop/", {"note": "别处"}, 404)
