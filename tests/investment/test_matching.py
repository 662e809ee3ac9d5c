"""What a firm asks against what three parks offer, with the reason of every verdict."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from investment.distances import straight
from investment.matching import Verdict, match
from investment.models import Park, ParkOffer, Requirement
from tests.investment.factories import (
    ParkFactory,
    ParkOfferFactory,
    ProspectFactory,
    RequirementFactory,
    days,
)

TODAY = dt.date(2026, 11, 1)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
# 黄石, and a quarry some 83 km away.
HERE, WUHAN = ("115.039", "30.200"), ("114.305", "30.593")


def point(place):
    return dict(zip(("lng", "lat"), place, strict=True))


def held(asked, *offers, park=HERE, on=TODAY, **park_facts):
    """The line of one condition at one park, nothing of it stored."""
    there = Park(pk=1, name="测试园", **(point(park) if park else {}), **park_facts)
    made = [
        ParkOffer(
            pk=n,
            park=there,
            valid_from=offer.pop("valid_from", dt.date(2026, 1, 1)),
            source="测试",
            **offer,
        )
        for n, offer in enumerate(offers, start=1)
    ]
    # As ``prefetch_related`` leaves it.
    there._prefetched_objects_cache = {"offers": made}
    (found,) = match([asked], [there], on)
    return found.lines[0]


def asked(subject, comparison="≥", value=None, **facts):
    value = None if value is None else Decimal(value)
    return Requirement(subject=subject, comparison=comparison, value=value, words="测试", **facts)


@pytest.mark.parametrize(
    ("comparison", "value", "offered", "verdict"),
    [
        ("≥", 300, 300, MET),
        ("≥", 300, 299, NOT_MET),
        ("≤", 300, 300, MET),
        ("≤", 300, 301, NOT_MET),
    ],
)
def test_a_figure_is_held_against_a_figure(comparison, value, offered, verdict):
    line = held(asked("land", comparison, value), {"subject": "land", "value": Decimal(offered)})
    assert line.verdict == verdict
    assert f"{offered} mu" in line.reason
    assert f"{comparison} {value} mu" in line.reason
    assert not line.ask


def test_what_nobody_said_is_unknown_and_asked_for():
    line = held(asked("water_price", "≤", 3))
    assert line.verdict == UNKNOWN
    assert "测试园" in line.ask


def test_words_are_no_figure():
    line = held(asked("land", "≥", 300), {"subject": "land", "words": "土地充足"})
    assert line.verdict == UNKNOWN
    assert "土地充足" in line.reason


def test_what_ran_out_is_unknown_and_says_since_when():
    over = {"subject": "gas_price", "value": Decimal(3), "valid_to": dt.date(2026, 10, 31)}
    line = held(asked("gas_price", "≤", 3), over)
    assert line.verdict == UNKNOWN
    assert "2026-10-31" in line.reason
    assert line.ask
    assert held(asked("gas_price", "≤", 3), over, on=dt.date(2026, 10, 31)).verdict == MET


def test_of_two_that_hold_the_newer_one_counts():
    old = {"subject": "land", "value": Decimal(500)}
    new = {"subject": "land", "value": Decimal(100), "valid_from": dt.date(2026, 6, 1)}
    to_come = {"subject": "land", "value": Decimal(900), "valid_from": dt.date(2027, 1, 1)}
    assert held(asked("land", "≥", 300), old, new, to_come).verdict == NOT_MET


def test_what_it_wants_to_be_told_can_be_told_where_something_holds():
    line = held(asked("logistics", "?"), {"subject": "logistics", "words": "临近货运站"})
    assert line.verdict == MET
    assert "临近货运站" in line.reason
    assert held(asked("logistics", "?")).verdict == UNKNOWN


# --- Distances ------------------------------------------------------------------------------------


def test_a_distance_is_computed_from_the_points():
    near = held(asked("transport", "≤", 200, origin="武汉", **point(WUHAN)))
    assert near.verdict == MET
    assert "83 km from 武汉" in near.reason
    assert "108 km by road" in near.reason


def test_the_straight_line_rules_out_and_the_road_is_to_be_asked():
    far = held(asked("transport", "≤", 80, origin="武汉", **point(WUHAN)))
    assert far.verdict == NOT_MET
    between = held(asked("transport", "≤", 100, origin="武汉", **point(WUHAN)))
    assert between.verdict == UNKNOWN
    assert between.ask == "The way by road from 武汉 to 测试园"
    # With straighter roads it is met: the ratio is the park's own.
    straighter = held(asked("transport", "≤", 100, **point(WUHAN)), detour=Decimal("1.1"))
    assert straighter.verdict == MET


def test_a_measured_way_goes_before_the_estimate():
    measured = {"subject": "transport", "value": Decimal(95)}
    line = held(asked("transport", "≤", 100, **point(WUHAN)), measured)
    assert line.verdict == MET
    assert "95 km" in line.reason


def test_without_an_origin_or_a_place_of_the_park_nothing_is_guessed():
    no_origin = held(asked("transport", "≤", 200))
    assert no_origin.verdict == UNKNOWN
    assert no_origin.ask == "Where the raw material comes from"
    no_place = held(asked("transport", "≤", 200, **point(WUHAN)), park=None)
    assert no_place.verdict == UNKNOWN
    assert no_place.ask == "The point of 测试园"


degrees = st.tuples(st.decimals("73", "136", places=6), st.decimals("3", "54", places=6))


@given(degrees, degrees)
def test_there_and_back_is_the_same_way(one, other):
    assert straight(one, other) == pytest.approx(straight(other, one))
    assert straight(one, one) == 0
    assert 0 <= straight(one, other) < 20_020


# --- Three parks ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_anhua_is_matched_against_three_parks_with_reasons():
    firm = ProspectFactory(name="安华洁具", intention="conditional")
    transport = RequirementFactory(
        prospect=firm,
        subject="transport",
        comparison="≤",
        value=200,
        words="原材料运输距离不超过200KM",
        origin="示例矿区",
        **point(WUHAN),
    )
    gas = RequirementFactory(
        prospect=firm, subject="gas_price", comparison="?", value=None, words="天然气价格"
    )
    wish = RequirementFactory(
        prospect=firm, subject="land", comparison="≥", value=300, words="土地", is_hard=False
    )
    best = ParkFactory(name="甲园", **point(HERE))
    ParkOfferFactory(park=best, subject="gas_price", value="3.2")
    ParkOfferFactory(park=best, subject="land", value=500)
    poorer = ParkFactory(name="乙园", **point(HERE))
    ParkOfferFactory(
        park=poorer, subject="gas_price", value="3", valid_from=days(-90), valid_to=days(-1)
    )
    ParkOfferFactory(park=poorer, subject="land", value=100)
    ruled_out = ParkFactory(name="丙园", lng="106.5", lat="29.5")
    ParkOfferFactory(park=ruled_out, subject="gas_price", value="2.9")
    ParkOfferFactory(park=ruled_out, subject="land", value=900)
    closed = ParkFactory(name="丁园", closed_on=days(-1))

    parks = Park.objects.standing().prefetch_related("offers")
    found = match(firm.requirements.order_by("pk"), parks, days(0))

    assert [each.park for each in found] == [best, poorer, ruled_out]
    assert closed not in [each.park for each in found]
    verdicts = {
        each.park.name: {line.requirement: line.verdict for line in each.lines} for each in found
    }
    assert verdicts["甲园"] == {transport: MET, gas: MET, wish: MET}
    assert verdicts["乙园"] == {transport: MET, gas: UNKNOWN, wish: NOT_MET}
    assert verdicts["丙园"] == {transport: NOT_MET, gas: MET, wish: MET}
    assert [each.is_ruled_out for each in found] == [False, False, True]
    assert found[1].asks == ["price of gas of 乙园"]
    assert all(line.reason for each in found for line in each.lines)


@pytest.mark.django_db
def test_of_parks_that_rule_nothing_out_the_one_that_is_known_to_meet_more_comes_first():
    firm = ProspectFactory()
    RequirementFactory(prospect=firm)
    RequirementFactory(prospect=firm, subject="labour", value=100, words="劳动力", is_hard=False)
    wish, must = ParkFactory(name="甲园"), ParkFactory(name="乙园")
    ParkOfferFactory(park=wish, subject="labour", value=500)
    ParkOfferFactory(park=must, value=500)
    parks = Park.objects.prefetch_related("offers")
    found = match(firm.requirements.order_by("pk"), parks, days(0))
    assert [each.park for each in found] == [must, wish]


@pytest.mark.django_db
def test_what_is_asked_no_longer_counts_in_no_match():
    gone = RequirementFactory(dropped_on=days(-1))
    ParkFactory()
    (found,) = match([gone], Park.objects.prefetch_related("offers"), days(0))
    assert found.lines == ()


@pytest.mark.django_db
def test_an_offer_that_ran_out_is_asked_for_until_something_newer_holds():
    old = ParkOfferFactory(valid_from=days(-90), valid_to=days(-1))
    assert list(ParkOffer.objects.run_out()) == [old]
    ParkOfferFactory(park=old.park, subject=old.subject)
    assert not ParkOffer.objects.run_out().exists()
