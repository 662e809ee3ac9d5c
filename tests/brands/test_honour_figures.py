"""What waits of honours and what managers watch: each number is the rows behind its link."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import Honour, RegionalTitle
from brands.services import honours, titles
from qualitysup.accounts.roles import Role
from qualitysup.casework.home import board
from tests.brands.factories import granted
from tests.dashboard.watching import measure
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import browser_of
from tests.inspections.factories.order import RectificationOrderFactory
from tests.inspections.factories.patrol import PatrolFactory

pytestmark = pytest.mark.django_db

HEAD, OFFICER = Role.SECTION_HEAD, Role.BRAND_OFFICER


@pytest.fixture
def head(db):
    return UserFactory(roles=[HEAD])


@pytest.fixture
def held(head):
    """By how it stands, one honour of an enterprise of its own."""
    today = timezone.localdate()

    def honour(granted_on=None, **facts):
        on = granted_on or today - dt.timedelta(days=200)
        return granted(by=head, of="guangdong-excellent", granted_on=on, **facts)

    rows = {name: honour() for name in ("risk", "planned", "overdue", "bare", "ended")}
    rows["expiring"] = honour(
        of_day := today - dt.timedelta(days=1000), valid_to=today + dt.timedelta(days=30)
    )
    assert of_day < today
    rows["old"] = granted(by=head)
    RectificationOrderFactory(enterprise=rows["risk"].enterprise, state="issued")
    for name, due_in in (("risk", 9), ("planned", 9), ("overdue", -3), ("expiring", 9)):
        PatrolFactory(enterprise=rows[name].enterprise, due_in=due_in)
    honours.revoke(rows["ended"], by=head, because="抽查不合格")
    return rows


STANDING = {
    "held": {"risk", "planned", "overdue", "bare", "expiring"},
    "expiring": {"expiring"},
    "run-out": {"old"},
    "at-risk": {"risk"},
    "ended": {"ended"},
    "protected": {"risk", "planned", "expiring"},
    "unprotected": {"bare"},
    "patrol-overdue": {"overdue"},
}


def behind(browser, url) -> set[int]:
    response = browser.get(url)
    assert response.status_code == 200, url
    return {row.pk for row in response.context["cl"].result_list}


def test_every_honour_stands_in_one_way_and_is_found_by_it(held, head):
    browser = browser_of(head)

    for key, names in STANDING.items():
        expected = {held[name].pk for name in names}
        assert behind(browser, f"/admin/brands/honour/?standing={key}") == expected, key
    every = set(Honour.objects.values_list("pk", flat=True))
    assert behind(browser, "/admin/brands/honour/?standing=nonsense") == every


@pytest.mark.parametrize("role", [HEAD, OFFICER, Role.BUREAU_LEADER])
def test_each_figure_is_the_number_of_rows_behind_it(held, role):
    user = UserFactory(roles=[role])
    browser = browser_of(user)

    told = measure(user)["Honours"]

    figures = {each.indicator.key: each for each in told["figures"]}
    assert {key: each.figure for key, each in figures.items()} == {
        "honours-held": 5,
        "honours-granted": 7,
        "honours-expiring": 1,
        "honours-at-risk": 1,
        "honours-protected": 3,
        "honours-unprotected": 1,
        "honours-patrol-overdue": 1,
    }
    for each in figures.values():
        assert len(behind(browser, each.url)) == each.figure, each.url
    tables = {table.key: lines for table, lines in told["tables"]}
    assert set(tables) == {"honours-by-year"}
    for lines in tables.values():
        assert lines
        for line in lines:
            assert len(behind(browser, line.url)) == line.figure, line.url
    assert sum(line.figure for line in tables["honours-by-year"]) == len(held)


def test_elsewhere_nothing_is_counted(held):
    stranger = UserFactory(roles=[HEAD], divisions=[HUANGSHI])

    told = measure(stranger)["Honours"]

    assert {each.figure for each in told["figures"]} == {0}
    assert not [lines for _table, lines in told["tables"] if lines]


def waiting(user):
    return {each.worklist.key: each for each in board(user)}


def test_what_waits_of_honours_is_on_the_page_of_whoever_looks_after_them(held, head):
    titles.keep(
        RegionalTitle(
            name="测试之乡",
            division_id=SHUNDE,
            source="公告",
            review_due_on=timezone.localdate() + dt.timedelta(days=100),
        ),
        by=head,
    )
    officer = UserFactory(roles=[OFFICER])
    found, browser = waiting(officer), browser_of(officer)

    for key in ("at-risk", "patrol-overdue", "expiring", "unprotected"):
        (row,) = STANDING[key]
        counted = found[f"honours-{key}"]
        assert counted.count == 1
        assert [each.url for each in counted.rows] == [held[row].get_absolute_url()]
        assert behind(browser, counted.url) == {held[row].pk}
    assert found["titles-to-review"].count == 1
    assert len(behind(browser, found["titles-to-review"].url)) == 1
    assert not {key for key in waiting(UserFactory(roles=[Role.INSPECTOR])) if "honour" in key}


def test_the_page_of_one_leads_to_a_patrol(held, head):
    browser = browser_of(head)
    bare, planned = held["bare"], held["planned"]

    page = browser.get(bare.get_absolute_url()).content.decode()
    assert f"/admin/inspections/patrol/add/?enterprise={bare.enterprise_id}" in page
    patrol = planned.enterprise.patrols.get()
    page = browser.get(planned.get_absolute_url()).content.decode()
    assert patrol.get_absolute_url() in page
    assert "No patrol is planned" not in page
    form = browser.get(f"/admin/inspections/patrol/add/?enterprise={bare.enterprise_id}")
    assert form.context["adminform"].form.initial["enterprise"] == str(bare.enterprise_id)


def test_one_of_two_honours_of_an_enterprise_tells_of_the_other(head):
    firm = EnterpriseFactory()
    today = timezone.localdate()
    one, other = (
        granted(firm, by=head, of="guangdong-excellent", granted_on=today, product=product)
        for product in ("电饭锅", "电风扇")
    )

    page = browser_of(head).get(one.get_absolute_url()).content.decode()

    assert other.get_absolute_url() in page
