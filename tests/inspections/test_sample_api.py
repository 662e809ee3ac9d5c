import pytest

from inspections.models import Sample
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, UserFactory
from tests.inspections.clients import api_of, queries
from tests.inspections.factories import (
    CampaignFactory,
    DrawFactory,
    DrawnEnterpriseFactory,
    LaboratoryFactory,
    PatrolFactory,
    SampleFactory,
    SamplingPlanFactory,
)
from tests.inspections.sampled import sample_in

SAMPLES = "/api/v1/samples/"
State = Sample.State


@pytest.fixture
def client(officer):
    return api_of(officer)


def sheet(**more):
    return {
        "enterprise": EnterpriseFactory().pk,
        "product": "锻压机械",
        "standard": "GB 17120—2025",
        "base_quantity": "12",
        "sample_quantity": "1",
        "backup_quantity": "1",
        "unit": "台",
        "place": "warehouse",
        "seals": "封条 0001",
        "samplers": [person.pk for person in UserFactory.create_batch(2, badged=True)],
        "signed_by": "梁启衡，厂长",
    } | more


def test_a_sample_is_drawn_sent_and_reported_by_a_program(client):
    made = client.post(SAMPLES, sheet(), format="json")
    assert made.status_code == 201, made.json()
    address = f"{SAMPLES}{made.json()['id']}/"

    assert client.post(f"{address}draw/").json()["state"] == "drawn"
    laboratory = LaboratoryFactory()
    sent = client.post(f"{address}send/", {"laboratory": laboratory.pk}, format="json")
    assert sent.json()["laboratory"] == laboratory.pk
    client.post(f"{address}receive/")
    found = {"report_number": "JY-7", "failed_items": "急停：失效"}
    assert client.post(f"{address}fail-test/", found, format="json").json()["passed"] is False

    shown = client.get(address).json()
    assert shown["result"]["failed_items"] == "急停：失效"
    assert [term["term"] for term in shown["deadlines"]] == ["notify-result"]
    assert [paper["kind"] for paper in shown["documents"]] == ["sampling_sheet"]
    assert len(shown["samplers"]) == 2


def test_a_draft_sheet_is_changed_by_whoever_read_it_last(client):
    address = f"{SAMPLES}{client.post(SAMPLES, sheet(), format='json').json()['id']}/"
    read = client.get(address)
    three = [person.pk for person in UserFactory.create_batch(3, badged=True)]
    change = {"model": "JB23-80", "samplers": three}

    changed = client.patch(address, change, format="json", headers={"If-Match": read["ETag"]})

    assert (changed.status_code, changed.json()["version"]) == (200, 1)
    shown = client.get(address).json()
    assert (shown["model"], shown["seals"]) == ("JB23-80", "封条 0001")
    assert sorted(shown["samplers"]) == sorted(three)
    stale = client.patch(address, change, format="json", headers={"If-Match": read["ETag"]})
    assert stale.status_code == 412
    assert client.patch(address, change, format="json").status_code == 428


def test_a_sheet_that_was_issued_is_not_changed(client):
    sample = sample_in(State.DRAWN)
    address = f"{SAMPLES}{sample.pk}/"
    version = {"If-Match": client.get(address)["ETag"]}

    refused = client.patch(address, {"model": "X"}, format="json", headers=version)

    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")


def test_a_sample_counts_at_the_random_check_that_it_was_taken_at(client):
    campaign = CampaignFactory()
    draw = DrawFactory(state="under_way", mode="targeted", campaign=campaign)
    checked, other = DrawnEnterpriseFactory.create_batch(2, draw=draw)
    typed = sheet(enterprise=checked.enterprise_id, drawn=checked.pk)

    made = client.post(SAMPLES, typed, format="json").json()
    client.post(f"{SAMPLES}{made['id']}/draw/")

    assert (made["drawn"], made["campaign"]) == (checked.pk, campaign.pk)
    assert list(draw.drawn.sampled()) == [checked]
    found = client.get(SAMPLES, {"draw": draw.pk}).json()["results"]
    assert [row["id"] for row in found] == [made["id"]]
    elsewhere = client.post(SAMPLES, sheet(drawn=other.pk), format="json")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (409, "other_enterprise")


def test_a_sample_of_a_patrol_is_of_its_enterprise(client):
    patrol = PatrolFactory()

    made = client.post(
        SAMPLES, sheet(enterprise=patrol.enterprise_id, patrol=patrol.pk), format="json"
    )
    refused = client.post(SAMPLES, sheet(patrol=patrol.pk), format="json")

    assert (made.status_code, made.json()["patrol"]) == (201, patrol.pk)
    assert refused.json()["code"] == "other_enterprise"


def test_a_refusal_has_its_code(client):
    sample = SampleFactory(samplers=[])

    refused = client.post(f"{SAMPLES}{sample.pk}/draw/")

    assert refused.status_code == 409
    assert refused.json()["code"] == "two_valid_badges"


def test_a_step_on_what_moved_on_meanwhile_is_refused(client):
    sample = sample_in("failed")
    stale = {"if-match": f'"{sample.version - 1}"'}

    refused = client.post(f"{SAMPLES}{sample.pk}/notify/", headers=stale)

    assert refused.status_code == 412
    assert Sample.objects.get(pk=sample.pk).state == State.FAILED


def test_an_officer_may_not_decide_on_a_re_test(client):
    sample = sample_in("objected")

    assert client.post(f"{SAMPLES}{sample.pk}/accept-retest/").status_code == 403


def test_samples_elsewhere_are_not_found(client):
    theirs = SampleFactory(enterprise__division_id=HUANGSHI)
    mine = SampleFactory()

    listed = client.get(SAMPLES).json()["results"]

    assert [row["id"] for row in listed] == [mine.pk]
    assert client.get(f"{SAMPLES}{theirs.pk}/").status_code == 404
    assert client.post(f"{SAMPLES}{theirs.pk}/draw/").status_code == 404


def test_an_enterprise_elsewhere_is_not_sampled(client):
    theirs = EnterpriseFactory(division_id=HUANGSHI)

    refused = client.post(SAMPLES, sheet(enterprise=theirs.pk), format="json")

    assert refused.status_code == 400
    assert not Sample.objects.exists()


@pytest.mark.parametrize(
    ("asked", "states"),
    [
        ({"state": "failed"}, ["failed"]),
        ({"overdue": "true"}, ["failed"]),
        ({"overdue": "false"}, ["draft", "passed"]),
    ],
)
def test_samples_are_filtered(client, asked, states):
    sample_in("passed", days=8)
    sample_in("failed", days=60)
    SampleFactory()

    found = [row["state"] for row in client.get(SAMPLES, asked).json()["results"]]

    assert found == states


def test_a_sample_is_found_by_its_report(client):
    sample, _other = sample_in("failed"), sample_in("passed")

    found = client.get(SAMPLES, {"search": sample.result.report_number}).json()["results"]

    assert [row["number"] for row in found] == [sample.number]


def test_plans_say_what_was_done_of_them(client):
    plan = SamplingPlanFactory()
    sample_in("failed", plan=plan, product=plan.product)
    SamplingPlanFactory(division_id=HUANGSHI)

    (row,) = client.get("/api/v1/sampling-plans/").json()["results"]

    assert (row["batches"], row["drawn"], row["tested"], row["failed"]) == (10, 1, 1, 1)


def test_laboratories_are_listed_for_everybody(client):
    laboratory = LaboratoryFactory()

    (row,) = client.get("/api/v1/laboratories/").json()["results"]

    assert row["cma_number"] == laboratory.cma_number


@pytest.mark.parametrize("route", ["samples", "sampling-plans", "laboratories"])
def test_lists_cost_the_same_for_two_rows_and_twelve(client, route):
    make = {
        "samples": lambda: sample_in("failed"),
        "sampling-plans": SamplingPlanFactory,
        "laboratories": LaboratoryFactory,
    }[route]
    address = f"/api/v1/{route}/"
    for _n in range(2):
        make()
    client.get(address)
    two = queries(lambda: client.get(address))
    for _n in range(10):
        make()

    assert queries(lambda: client.get(address)) == two
