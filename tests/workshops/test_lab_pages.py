"""The laboratory, the plan and recalls at the desk, worked through in a browser."""

import pytest
from django.urls import reverse

from qualitysup.accounts.roles import Role
from tests.factories import HUANGSHI
from tests.inspections.clients import browser_of, queries
from tests.workshops.factories import lab
from tests.workshops.factories.zone import (
    LaboratoryFactory,
    ZoneFactory,
    acts_for,
    ahead,
    workshop,
)
from workshops.models import Lot, LotTest, Recall, RecallLine, RequiredTest, ZoneCheck
from workshops.services import recalls

pytestmark = pytest.mark.django_db


def page(model, name="changelist", *args):
    return reverse(f"admin:workshops_{model._meta.model_name}_{name}", args=args)


def formset(*rows, prefix="items"):
    typed = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for n, row in enumerate(rows):
        typed |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return typed


NITRITE = {"name": "亚硝酸盐", "limit": "≤ 30 mg/kg", "value": "96 mg/kg", "passed": "no"}
BACTERIA = {"name": "菌落总数", "limit": "≤ 80000", "value": "1200", "passed": "yes"}


def test_a_lot_is_sampled_and_reported_in_a_browser(officer):
    lot = lab.made()
    laboratory = LaboratoryFactory()
    browser = browser_of(officer)

    first = browser.post(
        page(LotTest, "add"),
        {
            "lot": lot.pk,
            "purpose": "release",
            "laboratory": laboratory.pk,
            "sampled_on": ahead(0).isoformat(),
        },
    )
    test = LotTest.objects.get()
    looked = browser.get(page(LotTest, "change", test.pk)).content.decode()
    answer = browser.post(
        page(LotTest, "report", test.pk),
        {"number": "检2026", "reported_on": ahead(0).isoformat()} | formset(BACTERIA, NITRITE),
    )

    test.refresh_from_db()
    lot.refresh_from_db()
    assert (first.url, answer.url) == (page(LotTest, "change", test.pk),) * 2
    assert page(LotTest, "report", test.pk) in looked
    assert (test.passed, test.items.count(), lot.state) == (False, 2, Lot.State.HELD)


@pytest.mark.parametrize(
    "words", ["叉烧 20261123-1", "20261123-1 叉烧", "叉烧", "1123-1", "康记 叉烧"]
)
def test_the_lot_to_sample_is_found_by_any_of_its_words(officer, words):
    of = workshop()
    of.enterprise.name = "测试康记烧腊店"
    of.enterprise.save()
    wanted = lab.made(of=of, product="叉烧", batch="20261123-1")
    lab.made(product="烧鹅", batch="20261123")
    lab.made(product="叉烧", batch="20261123-1", of=workshop(division_id=HUANGSHI))

    answer = browser_of(officer).get(
        "/admin/autocomplete/",
        {"app_label": "workshops", "model_name": "lottest", "field_name": "lot", "term": words},
    )

    assert [found["id"] for found in answer.json()["results"]] == [str(wanted.pk)]


def test_a_word_that_is_nowhere_finds_nothing(officer):
    lab.made(product="叉烧", batch="20261123-1")

    assert not Lot.objects.search("叉烧 20261124")
    assert not LotTest.objects.search("叉烧 20261124")


def test_a_refusal_keeps_what_was_typed(officer):
    lot = lab.made(zone=ZoneFactory())

    answer = browser_of(officer).post(
        page(LotTest, "add"),
        {
            "lot": lot.pk,
            "purpose": "release",
            "laboratory": LaboratoryFactory().pk,
            "sampled_on": ahead(0).isoformat(),
            "quantity": "500 g",
        },
    )

    body = answer.content.decode()
    assert "own laboratory" in body
    assert "500 g" in body


def test_items_of_the_last_report_are_offered(officer):
    lot = lab.made(state="testing")
    lab.reported(lot, lab.BAD)
    again = lab.sampled(lab.made(state="testing"))

    body = browser_of(officer).get(page(LotTest, "report", again.pk)).content.decode()

    assert "亚硝酸盐" in body
    assert "96 mg/kg" not in body


def test_a_report_without_a_judged_line_is_refused(officer):
    test = lab.sampled(lab.made(state="testing"))

    answer = browser_of(officer).post(
        page(LotTest, "report", test.pk),
        {"number": "检1", "reported_on": ahead(0).isoformat()}
        | formset({"name": "菌落总数", "limit": "≤ 1", "value": "", "passed": ""}),
    )

    assert answer.status_code == 409
    assert not LotTest.objects.reported().exists()


def test_a_report_that_was_wrong_is_corrected_on_its_page(officer):
    wrong = lab.reported(lab.made(state="testing"), lab.BAD)

    answer = browser_of(officer).post(
        page(LotTest, "correct", wrong.pk),
        {"number": "检更", "reported_on": ahead(0).isoformat(), "correction": "录错"}
        | formset(BACTERIA),
    )

    assert answer.status_code == 302
    assert LotTest.objects.standing().get().replaces == wrong


def test_an_inspector_corrects_no_report(inspector):
    wrong = lab.reported(lab.made(state="testing"), lab.BAD)

    assert browser_of(inspector).get(page(LotTest, "correct", wrong.pk)).status_code == 403


def test_the_recall_opens_in_one_click_and_is_worked_through(officer):
    lots = lab.chain()
    lab.fails(lots["goose"], by=officer)
    browser = browser_of(officer)

    opened = browser.post(
        reverse("admin:workshops_recall_trace", args=[lots["goose"].pk]),
        {"reason": "亚硝酸盐超标", "level": 2},
    )
    recall = Recall.objects.get()
    body = browser.get(opened.url).content.decode()
    told = browser.post(
        page(Recall, "tell_all", recall.pk),
        {"notified_on": ahead(0).isoformat(), "notified_how": "电话"},
    )
    line = recall.lines.buyers().first()
    back = browser.post(
        page(RecallLine, "recover", line.pk),
        {"recovered": "2", "settled_on": ahead(0).isoformat(), "note": "余已售"},
    )
    lot_line = recall.lines.lots().get(lot=lots["goose"])
    settled = browser.post(
        page(RecallLine, "settle", lot_line.pk),
        {"outcome": "destroyed", "settled_on": ahead(0).isoformat(), "note": "深埋"},
    )
    ordered = browser.post(page(Recall, "order", recall.pk))

    assert (recall.level, recall.lines.lots().count()) == (2, 5)
    assert lots["dish"].batch in body
    assert [answer.status_code for answer in (told, back, settled, ordered)] == [302] * 4
    assert not recall.lines.to_notify().exists()
    recall.refresh_from_db()
    assert ordered.url == recall.order.get_absolute_url()
    lots["goose"].refresh_from_db()
    assert lots["goose"].state == Lot.State.DESTROYED


def test_the_step_that_is_not_possible_yet_says_why(officer):
    lots = lab.chain()
    lab.fails(lots["goose"], by=officer)
    recall = recalls.open_for(lots["goose"], by=officer, reason="x")

    body = browser_of(officer).get(page(Recall, "change", recall.pk)).content.decode()

    assert "4 buyers were not told yet." in body


def test_a_mandatory_test_is_called_off_with_the_reason(officer):
    required = lab.owed()

    answer = browser_of(officer).post(
        page(RequiredTest, "cancel", required.pk), {"reason": "停业整改"}
    )

    required.refresh_from_db()
    assert answer.status_code == 302
    assert required.cancelled_because == "停业整改"


# --- What lists cost -----------------------------------------------------------------------------


def several(count):
    for _ in range(count):
        lot = lab.made(state="testing")
        lab.reported(lot, lab.BAD)
        lab.owed(lot.workshop)
        Recall.objects.create(
            lot=lot,
            division_id=lot.division_id,
            level=1,
            reason="x",
            officer=lot.created_by,
            created_by=lot.created_by,
            opened_on=ahead(0),
        ).lines.create(lot=lot, direction="itself", depth=0)
        lab.checked(ZoneFactory(), workshop=lot.workshop)


LISTS = [LotTest, RequiredTest, Recall, RecallLine, ZoneCheck]


@pytest.mark.parametrize("model", LISTS)
def test_a_list_costs_the_same_for_2_rows_and_12(officer, model):
    browser = browser_of(officer)
    several(2)
    browser.get(page(model))  # what is read once for good
    few = queries(lambda: browser.get(page(model)))

    several(10)

    assert queries(lambda: browser.get(page(model))) == few


API = ["lot-tests", "mandatory-tests", "recalls", "recall-lines", "zone-checks"]


@pytest.mark.parametrize("path", API)
def test_a_page_of_the_api_costs_the_same_for_2_rows_and_12(api, path):
    several(2)
    api.get(f"/api/v1/{path}/")  # what is read once for good
    few = queries(lambda: api.get(f"/api/v1/{path}/"))

    several(10)

    assert queries(lambda: api.get(f"/api/v1/{path}/")) == few
    assert api.get(f"/api/v1/{path}/").json()["count"] == 12


@pytest.mark.parametrize("lines", [2, 12])
def test_a_recalls_page_costs_the_same_however_many_lines(officer, lines):
    several(1)
    recall = Recall.objects.get()
    for _ in range(lines):
        recall.lines.create(lot=lab.bought(), direction="source", depth=1)
    browser = browser_of(officer)
    browser.get(page(Recall, "change", recall.pk))

    assert queries(lambda: browser.get(page(Recall, "change", recall.pk))) == COST_OF_A_RECALL


COST_OF_A_RECALL = 13


# --- Who reads what ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [LotTest, RequiredTest])
def test_parties_read_their_own_and_the_zone_its_own(officer, stranger, model):
    zone = ZoneFactory()
    inside, outside = lab.released(zone=zone), lab.released()
    lab.owed(inside.workshop, zone=zone)
    lab.owed(outside.workshop)
    operator = acts_for(outside.workshop.enterprise)
    lead = acts_for(zone.lead, Role.ZONE_OPERATOR)

    def seen(user):
        return model.objects.visible_to(user).count()

    assert [seen(each) for each in (officer, operator, lead, stranger)] == [2, 1, 1, 0]


def test_a_party_finds_only_its_own_pages(officer):
    mine, theirs = lab.released(), lab.released()
    operator = browser_of(acts_for(mine.workshop.enterprise))

    assert operator.get(page(LotTest, "change", mine.tests.get().pk)).status_code == 200
    assert operator.get(page(LotTest, "change", theirs.tests.get().pk)).status_code == 404
    assert theirs.batch not in operator.get(page(LotTest)).content.decode()


def test_the_dashboard_and_the_home_page_lead_to_the_rows(officer, chief):
    lot = lab.released()
    lab.owed(lot.workshop, window_from=ahead(-20), due_on=ahead(-3), missed_on=ahead(-2))
    lab.sampled(lab.made(state="testing"))

    home = browser_of(officer).get(reverse("home")).content.decode()
    dashboard = browser_of(chief).get(reverse("dashboard-subject", args=["workshops"]))

    assert "Mandatory tests overdue" in home
    assert "Reports awaited from the laboratory" in home
    assert "Laboratory and recalls" in dashboard.content.decode()


def test_an_enterprise_tells_of_its_failed_tests(officer):
    lot = lab.released()
    lab.fails(lot, by=officer)
    url = lot.workshop.enterprise.get_absolute_url()

    assert "Test failed" in browser_of(officer).get(url).content.decode()


def test_a_lots_page_leads_to_its_tests_its_trace_and_the_next_sample(officer):
    lot = lab.made()

    body = browser_of(officer).get(page(Lot, "change", lot.pk)).content.decode()

    assert reverse("admin:workshops_recall_trace", args=[lot.pk]) in body
    assert f"{page(LotTest)}?lot__id__exact={lot.pk}" in body
    assert f"{page(LotTest, 'add')}?lot={lot.pk}" in body
    assert browser_of(officer).get(f"{page(LotTest)}?lot__id__exact={lot.pk}").status_code == 200
