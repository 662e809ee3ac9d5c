"""Sweeps by the API: the same rules, the same rows, nothing kept by half."""

import pytest
from django.utils import timezone

from brands.models import Sweep, SweepFinding
from brands.services import sweeps
from tests.brands.sweep_factories import (
    BIJIANG,
    TRADES,
    cell_of,
    drafted,
    found,
    group_of,
    head,
    under_way,
    walker,
)
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO
from tests.inspections.clients import api_of, queries

pytestmark = pytest.mark.django_db
SWEEPS, CELLS, CANDIDATES = (
    f"/api/v1/{name}/" for name in ("sweeps", "sweep-cells", "sweep-candidates")
)


@pytest.fixture
def chief(db):
    return head()


@pytest.fixture
def client(chief):
    return api_of(chief)


def test_a_sweep_is_drafted_opened_and_handed_out(client, chief):
    today = timezone.localdate()
    given = {
        "name": "测试摸底",
        "division": BEIJIAO,
        "starts_on": today.isoformat(),
        "ends_on": f"{today.year + 1}-12-31",
    }
    answer = client.post(SWEEPS, given, format="json")
    assert answer.status_code == 201, answer.json()
    sweep = Sweep.objects.get()
    answer = client.post(f"{SWEEPS}{sweep.pk}/open/", {}, format="json")
    assert answer.status_code == 409
    assert answer.json()["code"] == "has_trades"

    sweep = under_way(by=chief)
    group = group_of(sweep, by=chief)
    answer = client.post(
        f"{SWEEPS}{sweep.pk}/assign/", {"group": group.pk, "division": BIJIANG}, format="json"
    )
    assert answer.json() == {"cells": len(TRADES)}
    answer = client.post(
        f"{SWEEPS}{sweep.pk}/assign/", {"group": 10**9, "division": BIJIANG}, format="json"
    )
    assert answer.status_code == 400


def test_a_change_needs_the_version_that_was_read(client, chief):
    sweep = drafted(by=chief)
    way = f"{SWEEPS}{sweep.pk}/"
    read = client.get(way)
    assert read.json()["trades"][0]["name"] == TRADES[0]
    assert client.patch(way, {"name": "改名"}, format="json").status_code == 428
    answer = client.patch(way, {"name": "改名"}, format="json", headers={"if-match": read["ETag"]})
    assert answer.json()["name"] == "改名"
    answer = client.patch(way, {"name": "又改"}, format="json", headers={"if-match": read["ETag"]})
    assert answer.status_code == 412


def test_a_cell_is_looked_at_and_a_retry_is_harmless(chief):
    sweep, person = under_way(by=chief), walker()
    cell, client = cell_of(sweep), api_of(person)
    for _time in range(2):
        answer = client.post(f"{CELLS}{cell.pk}/none-found/", {"note": "无"}, format="json")
        assert answer.status_code == 200, answer.json()
        assert (answer.json()["state"], answer.json()["looked_by"]) == ("none", person.pk)
    given = {
        "cell": cell.pk,
        "enterprise": EnterpriseFactory(division_id=BIJIANG).pk,
        "product": "吊扇",
        "because": "出口占七成",
    }
    ids = {client.post(CANDIDATES, given, format="json").json()["id"] for _time in range(2)}
    assert len(ids) == SweepFinding.objects.count() == 1
    answer = client.post(f"{CELLS}{cell.pk}/take-back/", format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "candidates_found")
    answer = client.post(f"{CANDIDATES}{ids.pop()}/withdraw/", {"because": "认错"}, format="json")
    assert answer.json()["withdrawn_because"] == "认错"
    assert client.get(f"{CELLS}{cell.pk}/").json()["state"] == "none"
    assert client.post(f"{CELLS}{cell.pk}/take-back/", format="json").json()["state"] == "waiting"


def test_passing_over_is_for_who_runs_the_sweep(client, chief):
    cell = cell_of(under_way(by=chief))
    words = {"because": "整村拆迁"}
    answer = api_of(walker()).post(f"{CELLS}{cell.pk}/pass-over/", words, format="json")
    assert answer.status_code == 403
    answer = client.post(f"{CELLS}{cell.pk}/pass-over/", words, format="json")
    assert answer.json()["passed_over_because"] == "整村拆迁"
    assert client.post(f"{CELLS}{cell.pk}/take-up/", format="json").json()["state"] == "waiting"


def test_cells_are_found_by_village_trade_state_and_group(client, chief):
    sweep = under_way(by=chief)
    sweeps.none_found([cell_of(sweep)], by=chief)
    group = group_of(sweep, by=chief, division=BIJIANG)

    def count(**asked):
        return len(client.get(CELLS, asked).json()["results"])

    assert count(sweep=sweep.pk, state="none") == 1
    assert count(division=BIJIANG) == 2
    # What was looked at already stays with whom it was.
    assert count(group=group.pk) == 1
    assert count(trade=sweep.trades.first().pk, division=BIJIANG) == 1


@pytest.mark.parametrize("way", [SWEEPS, CELLS, CANDIDATES])
def test_lists_cost_the_same_and_others_see_nothing(client, chief, stranger, way):
    def grow(times):
        for _each in range(times):
            found(cell_of(under_way(by=chief, division=BIJIANG)), by=chief)

    grow(2)
    few = queries(lambda: client.get(way))
    grow(10)
    assert queries(lambda: client.get(way)) == few
    assert api_of(stranger).get(way).json()["results"] == []


def test_nobody_elsewhere_changes_anything(chief, stranger):
    finding = found(cell_of(under_way(by=chief)), by=chief)
    client = api_of(stranger)
    for way in (
        f"{SWEEPS}{finding.cell.sweep_id}/close/",
        f"{CELLS}{finding.cell_id}/none-found/",
        f"{CANDIDATES}{finding.pk}/withdraw/",
    ):
        assert client.post(way, {}, format="json").status_code == 404
