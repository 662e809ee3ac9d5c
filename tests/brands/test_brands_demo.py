"""The demo of brands: the report's counts on the report's day, told once."""

import datetime as dt

import pytest
from django.utils import timezone

from brands import demo, wording_check
from brands.demo import counterfeit, honour, publicity, title
from brands.models import (
    CounterfeitClue,
    Honour,
    HonourKind,
    LeagueEntry,
    PublicityItem,
    RegionalTitle,
    TitleReview,
)
from enterprises import demo as firms
from enterprises.models import Enterprise
from qualitysup.accounts import demo as people
from qualitysup.clock.models import Deadline
from qualitysup.documents import demo as papers
from qualitysup.notices.models import Notice

REPORT = dt.date(2008, 6, 30)
COUNTED = (
    Enterprise, Honour, RegionalTitle, TitleReview, LeagueEntry, PublicityItem, CounterfeitClue,
    Deadline, Notice,
)  # fmt: skip


def ignore(words):
    """What a demo says while it loads."""


@pytest.fixture
def bureau(db):
    people.load(say=ignore)
    papers.load(enterprises=0, say=ignore)


@pytest.fixture
def told(bureau):
    """What is told of honours, without the sweep that found their holders."""
    staff = demo.staff()
    for part in (honour, title, publicity, counterfeit):
        part.load(staff)


def test_the_honours_of_the_reports_day_are_those_that_it_counted(told):
    assert Honour.objects.as_of(REPORT).count_by_kind() == {
        "china-name-brand": 32,
        "guangdong-name-brand": 76,
        "inspection-exempt": 70,
    }
    assert Honour.objects.as_of(REPORT).count() == 178
    # Nobody is to take one of their holders for a real firm.
    held = Honour.objects.as_of(REPORT)
    holders = Enterprise.objects.filter(honours__in=held).distinct()
    assert holders.count() == honour.FIRMS
    assert all(each.name.startswith("演示") for each in holders)


def test_exemptions_ended_at_once_and_the_marks_ran_on(told):
    def counts(day):
        return Honour.objects.as_of(dt.date.fromisoformat(day)).count_by_kind()

    assert "inspection-exempt" not in counts("2008-09-18")
    assert counts("2008-09-18")["china-name-brand"] == 32
    assert 0 < counts("2011-01-01")["china-name-brand"] < 32
    assert "china-name-brand" not in counts("2012-10-01")


def test_some_are_held_today_and_one_soon_runs_out(told):
    held = Honour.objects.held().count_by_kind()

    assert {"guangdong-excellent", "bay-area-certification", "guangdong-quality-award"} <= set(held)
    soon = Honour.objects.expiring(90).get()
    assert Deadline.objects.of(soon).open().get().due_on == soon.valid_to
    assert Honour.objects.get(state="given_up").ended_on == timezone.localdate()


def test_the_nine_titles_stand_with_what_is_known_of_them(told):
    titles = RegionalTitle.objects.order_by("pk")

    assert titles.count() == 9
    capital = titles.get(name="中国家电之都")
    assert list(capital.reviews.values_list("year", flat=True)) == [2011, 2014, 2018, 2023]
    assert (capital.granted_year, capital.confidence) == (2006, "F")
    assert set(titles.filter(granted_year=None).values_list("confidence", flat=True)) == {"F", "M"}
    assert all(title.source for title in titles)


def test_the_county_was_first_for_three_years_and_the_years_are_marked_as_inferred(told):
    brand = HonourKind.objects.get(key="china-name-brand")

    assert LeagueEntry.objects.years_first(brand, "顺德区") == [2005, 2006, 2007]
    assert set(LeagueEntry.objects.values_list("confidence", flat=True)) == {"I"}


def test_publicity_and_clues_stand_in_every_state(told):
    items = PublicityItem.objects.exclude(honour__number__startswith="演示奖").order_by("pk")
    assert [item.state for item in items] == ["released", "approved", "submitted", "draft"]
    assert items[0].channels.reached() == 1860
    assert wording_check.of(items[3].honour, headline=items[3].headline, text=items[3].text)

    clues = CounterfeitClue.objects.order_by("pk")
    states = ["registered", "verified", "transferred", "unfounded"]
    assert [clue.state for clue in clues] == states
    assert clues[2].complaint.kind == "clue"


def test_told_again_it_changes_nothing(bureau):
    firms.load(enterprises=300, say=ignore)
    demo.load(say=ignore)
    before = [model.objects.count() for model in COUNTED]
    assert all(before)

    demo.load(say=ignore)

    assert [model.objects.count() for model in COUNTED] == before
    assert Honour.objects.as_of(REPORT).count() == 178
