import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from qualitysup.casework.workflow import TransitionRefused
from standards.models import Adoption, Replacement, Standard
from standards.services import catalogue
from standards.services.versions import version_on
from tests.standards.factories import StandardFactory, desk, entered

pytestmark = pytest.mark.django_db

DAY = dt.date


@pytest.fixture
def label():
    """GB 7718 as it is: published 2025, in force 2027, in place of 2011 and that of 2004."""
    old = entered("GB 7718-2004", DAY(2005, 10, 1))
    middle = entered("GB 7718-2011", DAY(2012, 4, 20), name="食品安全国家标准 预包装食品标签通则")
    new = entered("GB 7718-2025", DAY(2027, 3, 16), published_on=DAY(2025, 3, 16))
    by = desk()
    catalogue.replace(middle, "GB 7718-2004", by=by)
    catalogue.replace(new, "gb7718—2011", by=by)
    return old, middle, new


# --- Entered -------------------------------------------------------------------------------------


def test_number_says_what_a_standard_is():
    standard = entered("gb17120－2025", DAY(2026, 5, 1), ics=["25.120.10"], ccs=["J62"])

    assert standard.number == "GB 17120—2025"
    assert (standard.series, standard.level, standard.nature) == (
        "GB 17120",
        "national",
        "mandatory",
    )
    assert standard.classes == ["CCSJ", "CCSJ62", "ICS25", "ICS25.120", "ICS25.120.10"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": "7718-2011"}, "number"),
        ({"number": "GB 7718"}, "number"),
        ({"ics": ["25.12"]}, "ics"),
        ({"ccs": ["62"]}, "ccs"),
    ],
)
def test_what_is_no_standard_is_refused_beside_its_field(facts, field):
    facts = {"number": "GB 1-2010", **facts}

    with pytest.raises(ValidationError) as refused:
        entered(**facts)

    assert list(refused.value.message_dict) == [field]
    assert not Standard.objects.exists()


def test_a_number_is_entered_once():
    entered("GB 1-2010")

    with pytest.raises(IntegrityError), transaction.atomic():
        entered("ＧＢ 1－2010")


def test_days_run_forward():
    with pytest.raises(ValidationError, match=r"publication|发布"):
        entered("GB 1-2010", DAY(2010, 1, 1), published_on=DAY(2010, 2, 1))


def test_whoever_may_not_enter_standards_is_refused(inspector):
    with pytest.raises(TransitionRefused) as refused:
        entered("GB 1-2010", by=inspector)

    assert refused.value.code == "forbidden"


def test_a_number_is_never_changed_and_a_standard_never_removed():
    standard = StandardFactory()

    with pytest.raises(Exception, match="standard_keeps_its_number"), transaction.atomic():
        Standard.objects.filter(pk=standard.pk).update(number="GB 2—2010")
    with pytest.raises(Exception, match="standard_stays"), transaction.atomic():
        standard.delete()


# --- In force ------------------------------------------------------------------------------------


def test_status_follows_from_the_day(label):
    _, middle, new = label
    middle.refresh_from_db()

    assert middle.status_on(DAY(2012, 4, 19)) == "upcoming"
    assert middle.status_on(DAY(2012, 4, 20)) == "in-force"
    assert middle.status_on(DAY(2027, 3, 15)) == "in-force"
    assert middle.status_on(DAY(2027, 3, 16)) == "abolished"
    assert new.status_on(DAY(2026, 11, 23)) == "upcoming"


def test_the_same_is_said_of_one_and_of_many(label):
    for day in (DAY(2005, 9, 30), DAY(2011, 1, 1), DAY(2027, 3, 15), DAY(2027, 3, 16)):
        one_by_one = {row.pk for row in Standard.objects.all() if row.is_in_force(day)}
        assert {row.pk for row in Standard.objects.on(day)} == one_by_one


@pytest.mark.parametrize(
    ("asked", "day", "applied"),
    [
        ("GB 7718", DAY(2004, 1, 1), None),
        ("GB 7718", DAY(2005, 10, 1), "GB 7718—2004"),
        ("GB 7718", DAY(2012, 4, 19), "GB 7718—2004"),
        ("GB 7718", DAY(2012, 4, 20), "GB 7718—2011"),
        ("GB 7718", DAY(2027, 3, 15), "GB 7718—2011"),
        ("GB 7718", DAY(2027, 3, 16), "GB 7718—2025"),
        ("GB 7718-2011", DAY(2026, 1, 1), "GB 7718—2011"),
        ("GB 7718-2011", DAY(2027, 4, 1), "GB 7718—2025"),
        ("GB 7718-2025", DAY(2026, 1, 1), "GB 7718—2011"),
        ("GB 28050", DAY(2026, 1, 1), None),
    ],
)
def test_edition_that_applied_on_a_day_is_one_call(label, asked, day, applied):
    found = version_on(asked, day)

    assert (found and found.number) == applied


def test_what_took_its_place_under_another_number_applies_afterwards():
    entered("GB 27607-2011", DAY(2012, 1, 1))
    entered("GB 28241-2012", DAY(2012, 9, 1))
    new = entered("GB 17120-2025", DAY(2026, 5, 1))
    catalogue.replace(new, "GB 27607-2011", by=desk())
    catalogue.replace(new, "GB 28241-2012", by=desk())

    assert version_on("GB 27607", DAY(2026, 5, 1)) == new
    assert version_on("GB 27607", DAY(2026, 4, 30)).number == "GB 27607—2011"
    # Before it there were two, and nobody can say which of them is meant.
    assert version_on("GB 17120", DAY(2020, 1, 1)) is None


def test_where_two_editions_stand_side_by_side_the_later_applies():
    entered("GB 1-2010", DAY(2010, 1, 1))
    later = entered("GB 1-2020", DAY(2020, 1, 1))

    assert version_on("GB 1", DAY(2021, 1, 1)) == later
    assert version_on("GB 1-2010", DAY(2021, 1, 1)).number == "GB 1—2010"


# --- Replaced ------------------------------------------------------------------------------------


def test_chain_is_followed_both_ways(label):
    old, middle, new = label

    assert set(Standard.objects.after([old.pk])) == {old, middle, new}
    assert set(Standard.objects.before([new.pk])) == {old, middle, new}
    assert set(Standard.objects.before([middle.pk])) == {old, middle}


def test_what_is_replaced_in_part_stays_in_force():
    old, new = entered("GB 1-2010"), entered("GB 2-2020", DAY(2020, 1, 1))

    row = catalogue.replace(new, "GB 1-2010", part="第3章", by=desk())

    old.refresh_from_db()
    assert row.extent == Replacement.Extent.PARTIAL
    assert old.abolished_on is None


def test_a_day_of_abolition_that_is_known_stays():
    old = entered("GB 1-2010", abolished_on=DAY(2022, 1, 1))
    new = entered("GB 1-2020", DAY(2020, 1, 1))

    catalogue.replace(new, "GB 1-2010", by=desk())

    old.refresh_from_db()
    assert old.abolished_on == DAY(2022, 1, 1)


def test_what_is_entered_later_is_found_by_whoever_replaces_it():
    new = entered("GB 1-2020", DAY(2020, 1, 1))
    row = catalogue.replace(new, "GB 1-2010", by=desk())
    assert row.old is None

    old = entered("GB 1-2010")

    row.refresh_from_db()
    old.refresh_from_db()
    assert row.old == old
    assert old.abolished_on == DAY(2020, 1, 1)


def test_standard_does_not_replace_itself_through_a_chain(label):
    old, middle, new = label

    for earlier, later in ((old, new), (old, middle), (new, new)):
        with pytest.raises(TransitionRefused) as refused:
            catalogue.replace(earlier, later.number, by=desk())
        assert refused.value.code in ("circle", "itself")
        with pytest.raises(IntegrityError), transaction.atomic():
            Replacement.objects.create(
                new=earlier, old=later, old_number=later.number, extent="partial", part="一"
            )
    assert Replacement.objects.count() == 2


def test_circle_through_what_was_not_entered_yet_is_not_closed():
    """GB 1 names GB 2 as replaced, GB 2 is entered and names GB 1: the second stays a name."""
    first = entered("GB 1-2010")
    catalogue.replace(first, "GB 2-2010", by=desk())
    second = entered("GB 2-2010")

    with pytest.raises(TransitionRefused, match=r"circle|循环"):
        catalogue.replace(second, "GB 1-2010", by=desk())


def test_whole_standard_is_replaced_by_one():
    entered("GB 1-2010")
    first, second = entered("GB 1-2020", DAY(2020, 1, 1)), entered("GB 9-2020", DAY(2020, 1, 1))
    catalogue.replace(first, "GB 1-2010", by=desk())

    with pytest.raises(ValidationError):
        catalogue.replace(second, "GB 1-2010", by=desk())
    assert catalogue.replace(second, "GB 1-2010", part="附录A", by=desk()).extent == "partial"


# --- Adopted -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "on", "degree", "counts"),
    [
        ("GB/T 19001-2016", DAY(2017, 7, 1), "IDT", True),
        ("GB/T 2-2016", DAY(2017, 7, 1), "MOD", True),
        ("GB/T 3-2016", DAY(2017, 7, 1), "NEQ", False),
        ("GB/T 4-1999", DAY(2000, 1, 1), "EQV", True),
    ],
)
def test_what_corresponds_only_is_no_adoption(number, on, degree, counts):
    standard = entered(number, on)

    row = catalogue.adopt(standard, "iso 9001：2015", degree, by=desk())

    assert row.international == "ISO 9001:2015"
    assert Standard.objects.adopting().filter(pk=standard.pk).exists() is counts


def test_eqv_is_of_standards_before_2002():
    standard = entered("GB/T 1-2005", DAY(2005, 1, 1))

    with pytest.raises(TransitionRefused, match="2002"):
        catalogue.adopt(standard, "ISO 1:2002", "EQV", by=desk())
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(standard=standard, international="ISO 1:2002", degree="EQV")


def test_only_international_and_foreign_standards_are_adopted():
    with pytest.raises(TransitionRefused) as refused:
        catalogue.adopt(StandardFactory(), "GB 1-2010", "IDT", by=desk())

    assert refused.value.code == "not_international"


# --- Found ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "7718",
        "GB7718",
        "gb 7718-2011",
        "GB 7718—2011",
        "标签",
        "签通",
        "食品 标签 2011",
        "ybz",
        "签",
    ],
)
def test_standard_is_found_by_pieces_of_number_name_and_pinyin(query):
    wanted = entered("GB 7718-2011", name="食品安全国家标准 预包装食品标签通则")
    entered("QB/T 1649-2010", name="另一个")

    assert list(Standard.objects.search(query)) == [wanted]


def test_number_is_found_by_its_beginning_with_or_without_its_mark():
    quality = entered("GB/T 19001-2016")
    older = entered("GB/T 19001-2008")
    entered("GB 1-2010")

    assert set(Standard.objects.search("gb19001")) == {quality, older}
    assert set(Standard.objects.search("GB/T 190")) == {quality, older}
    assert list(Standard.objects.search("GB 19001-2016")) == [quality]
    assert not Standard.objects.search("GB 9001").exists()


def test_class_holds_what_lies_below_it():
    inside = entered("GB 1-2010", ics=["25.120.10"], ccs=["J62"])
    entered("GB 2-2010", ics=["25.140"], ccs=["J70"])

    for key in ("ICS25.120", "ICS25.120.10", "CCSJ62", "CCSJ60/69"):
        assert list(Standard.objects.in_class(key)) == [inside]
    assert Standard.objects.in_class("ICS25").count() == 2
