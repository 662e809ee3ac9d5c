"""Sweeps at the desk and on the phone: the matrix, the round, the cells, and what they cost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from brands.models import PatrolGroup, Sweep, SweepCell, SweepFinding
from brands.services import sweeps
from enterprises import timeline
from qualitysup.accounts.roles import Role
from qualitysup.casework.home import board
from qualitysup.evidence.models import Attachment
from qualitysup.regions.models import Division
from tests.brands.sweep_factories import (
    BIJIANG,
    LINTOU,
    TRADES,
    cell_of,
    drafted,
    found,
    group_of,
    head,
    under_way,
    walker,
)
from tests.dashboard.watching import measure
from tests.enterprises.factories import EnterpriseFactory
from tests.evidence.factories import photo
from tests.factories import BEIJIAO, SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told

pytestmark = pytest.mark.django_db


def url(name, *args, **params):
    return reverse(f"admin:brands_{name}", args=args, query=params or None)


def today() -> str:
    return timezone.localdate().isoformat()


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def chief(db):
    return head()


@pytest.fixture
def browser(chief):
    return browser_of(chief)


# --- Preparing it ---------------------------------------------------------------------------------


def test_a_sweep_is_prepared_opened_and_handed_out_at_the_desk(browser, chief):
    answer = browser.post(
        url("sweep_add"),
        {
            "name": "北滘镇名牌摸底",
            "division": BEIJIAO,
            "starts_on": "2090-01-01",
            "ends_on": "2090-03-01",
            "version": 0,
        },
        follow=True,
    )
    assert answer.status_code == 200, answer.content
    sweep = Sweep.objects.get()
    assert (sweep.division_id, sweep.created_by, sweep.state) == (BEIJIAO, chief, "draft")

    browser.post(url("sweep_trade", sweep.pk), {"name": "测试灯饰", "industry": ""})
    browser.post(url("sweep_trade", sweep.pk), {"name": "测试模具", "industry": ""})
    browser.post(url("sweep_leave_out", sweep.pk), {"trade": sweep.trades.get(name="测试模具").pk})
    assert [trade.name for trade in sweep.trades.all()] == ["测试灯饰"]

    person = walker()
    browser.post(
        url("sweep_group", sweep.pk),
        {"name": "一组", "leader": person.pk, "members": [chief.pk]},
    )
    group = PatrolGroup.objects.get()
    assert list(group.members.all()) == [chief]

    browser.post(url("sweep_step", sweep.pk, "open"), {"on": today(), "version": 1})
    sweep.refresh_from_db()
    assert sweep.state == "draft"  # The page was older than the case: it is refused, not taken.
    browser.post(url("sweep_step", sweep.pk, "open"), {"on": today(), "version": sweep.version})
    sweep.refresh_from_db()
    assert sweep.state == "open"

    browser.post(url("sweep_hand_out", sweep.pk), {"group": group.pk, "division": BIJIANG})
    assert group.cells.count() == 1
    shown = page(browser, sweep.get_absolute_url())
    assert "1 of 1 left" in shown
    assert "北滘" in shown


def test_a_trade_twice_is_refused_in_words_and_what_was_typed_is_kept(browser, chief):
    sweep = drafted(by=chief)
    answer = browser.post(url("sweep_trade", sweep.pk), {"name": TRADES[0], "industry": ""})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "This trade is looked for already." in text
    assert f'value="{TRADES[0]}"' in text


def test_a_village_abolished_on_the_way_is_followed_by_a_button(browser, chief):
    sweep = under_way(by=chief)
    village = Division.objects.get(pk=BIJIANG)
    Division.objects.filter(pk=BIJIANG).update(valid_to=sweep.opened_on)
    answer = browser.post(url("sweepcell_nobody", cell_of(sweep).pk), {"on": today()})
    assert answer.status_code == 409
    assert "was abolished on" in answer.content.decode()
    answer = browser.post(url("sweep_follow", sweep.pk), follow=True)
    assert told(answer) == ["2 cells passed over, 0 added."]
    assert sweep.cells.get(division=village, trade__name=TRADES[0]).state == "passed_over"


# --- The matrix -----------------------------------------------------------------------------------


def test_the_matrix_shows_every_village_and_trade_with_its_sign(browser, chief):
    sweep = under_way(by=chief)
    found(cell_of(sweep), by=chief)
    sweeps.none_found([cell_of(sweep, trade=TRADES[1])], by=chief)
    shown = page(browser, url("sweep_matrix", sweep.pk))
    assert len(re.findall(r'<td class="cell', shown)) == sweep.cells.count()
    cell = cell_of(sweep)
    assert re.search(
        rf'cell--candidates"><a href="[^"]*/{cell.pk}/change/" data-cell="{cell.pk}"[^>]*>1</a>',
        shown,
    )
    assert shown.count("cell--none") >= 1
    assert "2 of " in shown  # of the town's cells
    # Without a script every cell is a link all the same.
    assert page(browser, cell.get_absolute_url())


def test_the_matrix_is_of_a_town_or_of_a_group_when_asked(browser, chief):
    sweep = under_way(by=chief)
    group = group_of(sweep, by=chief, division=LINTOU)
    for asked in ({"division": LINTOU}, {"group": group.pk}):
        shown = page(browser, url("sweep_matrix", sweep.pk, **asked))
        assert len(re.findall(r'<td class="cell', shown)) == len(TRADES)


def test_the_matrix_costs_the_same_for_a_village_and_for_a_county(browser, chief):
    small, large = under_way(by=chief, division=BIJIANG), under_way(by=chief, division=SHUNDE)
    assert (small.cells.count(), large.cells.count()) == (2, 412)
    costs = [
        queries(lambda sweep=sweep: browser.get(url("sweep_matrix", sweep.pk)))
        for sweep in (small, small, large)
    ]
    assert costs[1] == costs[2]


def test_a_key_says_that_nobody_was_found_and_takes_it_back(browser, chief):
    sweep = under_way(by=chief)
    cell = cell_of(sweep)
    mark = url("sweep_mark", sweep.pk)
    answer = browser.post(mark, {"cell": cell.pk, "as": "none"}).json()
    assert "cell--none" in answer["cell"]
    assert answer["town"]["settled"] == 1
    assert cell_of(sweep).looked_by == chief
    answer = browser.post(mark, {"cell": cell.pk, "as": "back"}).json()
    assert "cell--waiting" in answer["cell"]
    assert cell_of(sweep).looked_by is None


def test_a_key_is_answered_with_the_sums_of_what_the_page_shows(browser, chief):
    sweep = under_way(by=chief)
    group = group_of(sweep, by=chief, division=BIJIANG)
    shown = page(browser, url("sweep_matrix", sweep.pk, group=group.pk))
    mark = re.search(r'data-mark="([^"]+)"', shown).group(1)
    answer = browser.post(mark, {"cell": cell_of(sweep).pk, "as": "none"}).json()
    assert answer["all"] == {"cells": 2, "settled": 1, "looked": 1, "found": 0}
    assert answer["town"] == {"code": BEIJIAO, **answer["all"]}
    # What the page does not show is not said by it.
    assert browser.post(mark, {"cell": cell_of(sweep, LINTOU).pk, "as": "none"}).status_code == 404


def test_what_a_key_may_not_say_is_refused_in_words(browser, chief, stranger):
    sweep = under_way(by=chief)
    cell = cell_of(sweep)
    found(cell, by=chief)
    mark = url("sweep_mark", sweep.pk)
    for what in ("none", "back"):
        answer = browser.post(mark, {"cell": cell.pk, "as": what})
        assert answer.status_code == 409
        assert "Candidates were found in" in answer.json()["reasons"][0]
    assert browser.post(mark, {"cell": "x", "as": "none"}).status_code == 404
    assert browser.post(mark, {"cell": cell.pk, "as": "done"}).status_code == 404
    assert browser_of(stranger).post(mark, {"cell": cell.pk, "as": "none"}).status_code == 404
    leader = browser_of(UserFactory(roles=[Role.BUREAU_LEADER]))
    assert leader.post(mark, {"cell": cell.pk, "as": "none"}).status_code == 409


def test_only_who_said_it_takes_it_back_on_the_same_day(chief):
    sweep, person = under_way(by=chief), walker()
    cell = cell_of(sweep)
    sweeps.none_found([cell], by=person)
    answer = browser_of(walker()).post(url("sweep_mark", sweep.pk), {"cell": cell.pk, "as": "back"})
    assert answer.json()["reasons"] == ["Only who said it can take it back, on the same day."]


# --- The round on a phone -------------------------------------------------------------------------


def test_a_group_goes_through_its_villages_trade_by_trade(chief):
    sweep, person = under_way(by=chief), walker()
    group_of(sweep, person, by=chief, division=BIJIANG)
    phone = browser_of(person)
    shown = page(phone, url("sweep_round", sweep.pk))
    assert "碧江" in shown
    assert "林头" not in shown
    village = url("sweep_round", sweep.pk, village=BIJIANG)
    assert len(re.findall('round-cell"', page(phone, village))) == len(TRADES)
    answer = phone.post(village, {"none": cell_of(sweep).pk}, follow=True)
    assert "looked at, no candidate" in told(answer)[0]
    answer = phone.post(village, {"rest": "1"}, follow=True)
    assert told(answer) == ["1 trade is settled."]
    assert not sweep.cells.filter(division=BIJIANG, state="waiting").exists()
    assert phone.post(village, {"rest": "1"}).status_code == 409


def test_who_goes_with_no_group_sees_every_village(chief):
    sweep = under_way(by=chief)
    shown = page(browser_of(walker()), url("sweep_round", sweep.pk))
    assert "碧江" in shown
    assert "林头" in shown


# --- One cell -------------------------------------------------------------------------------------


def test_a_candidate_is_named_and_withdrawn_on_the_page_of_its_cell(browser, chief):
    sweep = under_way(by=chief)
    cell = cell_of(sweep)
    firm = EnterpriseFactory(division_id=BIJIANG, name="碧江测试风扇厂")
    typed = {
        "enterprise": firm.pk,
        "product": "吊扇",
        "brand": "测试牌",
        "because": "出口占七成",
        "on": today(),
    }
    answer = browser.post(url("sweepcell_candidate", cell.pk), typed, follow=True)
    assert told(answer) == ["碧江测试风扇厂 is a candidate."]
    finding = SweepFinding.objects.get()
    assert "出口占七成" in page(browser, cell.get_absolute_url())

    away = url("sweepcell_withdraw", cell.pk, finding=finding.pk)
    browser.post(away, {"because": "认错了"}, follow=True)
    finding.refresh_from_db()
    assert finding.withdrawn_because == "认错了"
    assert browser.get(away).status_code == 404


def test_a_photo_hangs_on_a_cell(chief):
    sweep, person = under_way(by=chief), walker()
    cell = cell_of(sweep)
    upload = SimpleUploadedFile("棚.jpg", photo())
    address = reverse("evidence:attach", args=["brands", "sweepcell", cell.pk])
    browser_of(person).post(address, {"file": upload, "kind": "other", "next": "/"})
    assert Attachment.objects.of(cell).get().division_id == BIJIANG


def test_a_cell_is_passed_over_and_taken_up_by_who_may(browser, chief):
    sweep = under_way(by=chief)
    cell = cell_of(sweep)
    browser.post(url("sweepcell_pass_over", cell.pk), {"because": "整村拆迁"})
    assert cell_of(sweep).state == "passed_over"
    browser.post(url("sweepcell_take_up", cell.pk))
    assert cell_of(sweep).state == "waiting"
    other = browser_of(walker())
    assert other.get(url("sweepcell_pass_over", cell.pk)).status_code == 403


# --- Lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sweep", "sweepcell", "sweepfinding"])
def test_lists_cost_the_same_for_few_rows_and_for_many(browser, chief, name):
    def grow(times):
        for _each in range(times):
            sweep = under_way(by=chief, division=BIJIANG)
            found(cell_of(sweep), by=chief)

    address = url(f"{name}_changelist")
    grow(2)
    page(browser, address)
    few = queries(lambda: browser.get(address))
    grow(10)
    assert queries(lambda: browser.get(address)) == few


@pytest.mark.parametrize("model", [Sweep, SweepCell, SweepFinding])
def test_nobody_elsewhere_sees_anything_of_it(model, stranger, chief):
    finding = found(cell_of(under_way(by=chief)), by=chief)
    rows = {Sweep: finding.cell.sweep, SweepCell: finding.cell, SweepFinding: finding}
    browser = browser_of(stranger)
    name = model._meta.model_name
    assert str(finding.enterprise) not in page(browser, url(f"{name}_changelist"))
    assert browser.get(url(f"{name}_change", rows[model].pk)).status_code == 404


# --- Elsewhere: home, the dashboard, the enterprise -----------------------------------------------


def rows_of(browser, address):
    return browser.get(address).context["cl"].result_count


def test_home_counts_the_cells_of_my_group(chief):
    sweep, person = under_way(by=chief), walker()
    group_of(sweep, person, by=chief, division=BIJIANG)
    sweeps.none_found([cell_of(sweep)], by=person)
    lists = {counted.worklist.key: counted for counted in board(person)}
    assert lists["sweep-cells"].count == 1
    assert rows_of(browser_of(person), lists["sweep-cells"].url) == 1
    assert {one.worklist.key: one.count for one in board(walker())}["sweep-cells"] == 0


def test_every_figure_of_sweeps_leads_to_its_rows(browser, chief, stranger):
    sweep = under_way(by=chief)
    found(cell_of(sweep), by=chief)
    sweeps.none_found([cell_of(sweep, trade=TRADES[1])], by=chief)
    measured = measure(chief)["Sweeps for brands"]
    assert {each.indicator.key: each.figure for each in measured["figures"]} == {
        "sweeps-open": 1,
        "sweep-cells-settled": 2,
        "sweep-cells-waiting": sweep.cells.count() - 2,
        "sweep-candidates": 1,
    }
    lines = [line for _breakdown, lines in measured["tables"] for line in lines]
    assert [line.label for line in lines if not line.column] == ["北滘镇", TRADES[0]]
    coverage = {line.column: line.figure for line in lines if line.column}
    assert sum(coverage.values()) == sweep.cells.count() - 2
    assert coverage[TRADES[0]] == coverage[TRADES[1]]
    for each in [*measured["figures"], *lines]:
        assert rows_of(browser, each.url) == each.figure, each.url
    elsewhere = measure(stranger)["Sweeps for brands"]
    assert {each.figure for each in elsewhere["figures"]} == {0}


def test_the_firm_shows_that_a_sweep_found_it(chief, stranger):
    finding = found(cell_of(under_way(by=chief)), by=chief)
    [entry] = timeline.of([finding.enterprise_id], chief, only="sweep")
    assert finding.product in entry.title
    assert entry.url == finding.get_absolute_url()
    assert not timeline.of([finding.enterprise_id], stranger, only="sweep")
