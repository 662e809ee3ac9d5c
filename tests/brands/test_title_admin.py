"""Kinds of honours, titles of places and the league, as the desk works with them."""

import datetime as dt

import pytest
from django.utils import timezone

from brands.models import HonourKind, LeagueEntry, RegionalTitle, ValidityRule
from brands.services import titles
from qualitysup.accounts.roles import Role
from qualitysup.clock.models import Deadline
from tests.brands.factories import LeagueEntryFactory, RegionalTitleFactory, granted, kind
from tests.factories import HUANGSHI, SHUNDE, UserFactory
from tests.inspections.clients import browser_of, queries, told

pytestmark = pytest.mark.django_db

KINDS = "/admin/brands/honourkind/"
TITLES = "/admin/brands/regionaltitle/"
LEAGUE = "/admin/brands/leagueentry/"


@pytest.fixture
def head(db):
    return UserFactory(roles=[Role.SECTION_HEAD])


@pytest.fixture
def browser(head):
    return browser_of(head)


def found(response) -> set[int]:
    return {row.pk for row in response.context["cl"].result_list}


# --- Kinds ---------------------------------------------------------------------------------------


def test_the_catalogue_of_kinds_shows_abolished_ones_and_what_stands_of_each(browser, head):
    honour = granted(by=head, of="guangdong-excellent", granted_on=timezone.localdate())

    page = browser.get(KINDS)

    rows = {row.key: row for row in page.context["cl"].result_list}
    assert rows["guangdong-excellent"].held_count == 1
    assert rows["inspection-exempt"].held_count == 0
    assert "国家免检" in page.content.decode()
    assert "abolished" in page.content.decode()
    address = f"{KINDS}{honour.kind_id}/change/"
    assert f"kind__id__exact={honour.kind_id}" in browser.get(address).content.decode()


def test_the_list_of_kinds_costs_the_same_whatever_stands(browser, head):
    granted(by=head, granted_on=timezone.localdate(), of="guangdong-excellent")
    browser.get(KINDS)
    few = queries(lambda: browser.get(KINDS))
    for number in range(10):
        HonourKind.objects.create(
            key=f"test-{number}", name=f"测试荣誉{number}", level="city", grantor="测试局"
        )
    assert queries(lambda: browser.get(KINDS)) == few


def test_a_kind_that_is_abolished_may_end_those_that_stand(browser, head):
    honour = granted(by=head, of="guangdong-excellent", granted_on=dt.date(2025, 3, 1))
    page = f"{KINDS}{honour.kind_id}/abolish/"
    typed = {"on": "2026-01-01", "ends_all": "on", "basis": "测试废止公告"}

    assert browser.get(page).status_code == 200
    response = browser.post(page, typed, follow=True)

    assert told(response) == ["It is abolished; 1 honour ended."]
    honour.refresh_from_db()
    assert (honour.state, honour.ended_on) == ("abolished", dt.date(2026, 1, 1))
    again = browser.post(page, typed)
    assert again.context["reasons"] == ["This kind is abolished already."]


def test_a_rule_says_what_it_would_change_before_it_is_applied(browser, head):
    honour = granted(by=head, of="guangdong-excellent", granted_on=dt.date(2025, 3, 1))
    rule = ValidityRule.objects.create(
        kind=honour.kind,
        granted_from=dt.date(2025, 1, 1),
        months=60,
        decided_on=dt.date(2026, 1, 5),
        basis="测试延期公告",
    )
    page = f"{KINDS}{honour.kind_id}/apply-rule/"

    assert "测试延期公告 · 2025-01-01 – …: 1 honour\n" in browser.get(page).context["words"] + "\n"
    honour.refresh_from_db()
    assert honour.valid_to == dt.date(2028, 3, 1)
    assert honour.periods.count() == 1
    response = browser.post(page, {"rule": rule.pk}, follow=True)
    assert told(response) == ["1 honour was extended."]
    honour.refresh_from_db()
    assert honour.valid_to == dt.date(2030, 3, 1)
    assert honour.periods.last().said_on == dt.date(2026, 1, 5)
    assert told(browser.post(page, {"rule": rule.pk}, follow=True)) == ["0 honours were extended."]


def test_an_officer_looks_at_kinds_and_changes_none(head):
    officer = browser_of(UserFactory(roles=[Role.BRAND_OFFICER]))
    one = kind("guangdong-excellent")

    assert officer.get(f"{KINDS}{one.pk}/change/").status_code == 200
    for slug in ("abolish", "apply-rule"):
        assert officer.post(f"{KINDS}{one.pk}/{slug}/", {}).status_code == 403


# --- Titles --------------------------------------------------------------------------------------


def title_form(**typed):
    return {
        "name": "中国测试之都",
        "division": SHUNDE,
        "trade": "测试",
        "grantor": "测试协会",
        "granted_year": "2006",
        "source": "测试公告",
        "confidence": "F",
        "review_due_on": "2027-12-31",
        "officer": "",
    } | typed


def test_a_title_is_kept_re_reviewed_and_withdrawn_in_the_browser(browser):
    response = browser.post(f"{TITLES}add/", title_form())
    assert response.status_code == 302, response.context["errors"]
    title = RegionalTitle.objects.get()
    assert Deadline.objects.of(title).open().get().due_on == dt.date(2027, 12, 31)
    assert browser.get(title.get_absolute_url()).status_code == 200

    page = f"{TITLES}{title.pk}/review/"
    typed = {"year": "2026", "source": "复评公告", "next_on": "2030-12-31"}
    assert browser.get(page).status_code == 200
    assert browser.post(page, typed).status_code == 302
    again = browser.post(page, typed | {"next_on": ""})
    assert again.context["reasons"] == ["The re-review of this year is entered already."]
    assert Deadline.objects.of(title).open().get().due_on == dt.date(2030, 12, 31)
    assert "复评公告" in browser.get(title.get_absolute_url()).content.decode()

    page = f"{TITLES}{title.pk}/withdraw/"
    refused = browser.post(page, {"on": "2999-01-01", "because": "未续评"})
    assert refused.status_code == 409
    typed = {"on": timezone.localdate().isoformat(), "because": "未续评"}
    assert browser.post(page, typed).status_code == 302
    title.refresh_from_db()
    assert title.withdrawn_because == "未续评"
    assert found(browser.get(f"{TITLES}?standing=withdrawn")) == {title.pk}
    shown = browser.get(title.get_absolute_url())
    assert "未续评" in shown.content.decode()
    assert not shown.context.get("beside")


@pytest.mark.parametrize("typed", [{"name": ""}, {"granted_year": "1848"}, {"source": ""}])
def test_what_no_title_can_be_is_said_on_the_form(browser, typed):
    response = browser.post(f"{TITLES}add/", title_form(**typed))

    assert set(typed) <= set(response.context["adminform"].form.errors)


def test_a_title_elsewhere_is_neither_found_nor_entered(browser):
    title = RegionalTitleFactory()
    stranger = browser_of(UserFactory(roles=[Role.SECTION_HEAD], divisions=[HUANGSHI]))

    assert not found(stranger.get(TITLES))
    assert stranger.get(title.get_absolute_url()).status_code == 404
    for slug in ("review", "withdraw"):
        assert stranger.get(f"{TITLES}{title.pk}/{slug}/").status_code == 404
    stranger.post(f"{TITLES}add/", title_form())
    assert not RegionalTitle.objects.filter(name="中国测试之都").exists()


@pytest.mark.parametrize(
    ("address", "factory"), [(TITLES, RegionalTitleFactory), (LEAGUE, LeagueEntryFactory)]
)
def test_the_lists_cost_the_same_for_two_and_for_twelve(browser, address, factory):
    def some(years):
        for year in years:
            facts = {"year": year} if factory is LeagueEntryFactory else {}
            factory(**facts)

    some((1990, 1991))
    browser.get(address)
    two = queries(lambda: browser.get(address))
    some(range(1992, 2002))
    assert queries(lambda: browser.get(address)) == two


def test_a_title_to_re_review_is_found_by_its_filter(browser, head):
    title = titles.keep(
        RegionalTitle(
            name="测试之乡",
            division_id=SHUNDE,
            source="公告",
            review_due_on=timezone.localdate() + dt.timedelta(days=100),
        ),
        by=head,
    )
    RegionalTitleFactory()

    assert found(browser.get(f"{TITLES}?standing=review")) == {title.pk}


# --- The league ----------------------------------------------------------------------------------


def test_the_league_says_how_many_years_running_a_county_was_first(browser):
    for year in (2005, 2006, 2007):
        LeagueEntryFactory(year=year, source="测试报告")
    LeagueEntryFactory(year=2003)
    entry = LeagueEntry.objects.first()
    sentence = "顺德区: first in 3 consecutive years (2005–2007); source: 测试报告"

    for address in (f"{LEAGUE}{entry.pk}/change/", f"{KINDS}{entry.kind_id}/change/"):
        assert sentence in browser.get(address).content.decode()


def test_a_place_in_the_league_is_entered_once_a_year(browser):
    typed = {
        "kind": kind("china-name-brand").pk,
        "year": "2007",
        "place": "顺德区",
        "rank": "1",
        "count": "",
        "source": "测试报告",
        "confidence": "I",
    }

    assert browser.post(f"{LEAGUE}add/", typed).status_code == 302
    again = browser.post(f"{LEAGUE}add/", typed)
    assert "is entered" in str(again.context["errors"])
    wrong = browser.post(f"{LEAGUE}add/", typed | {"year": "2006", "rank": "0"})
    assert wrong.status_code == 200
    assert wrong.context["errors"]
    assert LeagueEntry.objects.count() == 1
