import datetime as dt

import pytest

from enterprises.cells import Unreadable
from enterprises.services.places import Gazetteer
from qualitysup.regions.models import Division
from tests.factories import BEIJIAO, CHENCUN, SHUNDE


@pytest.fixture
def places(db):
    Division.objects.create(
        code="440606198000",
        name="陈树镇",
        level="town",
        parent_id=SHUNDE,
        valid_to=dt.date(2009, 1, 1),
        replaced_by_id=CHENCUN,
    )
    return Gazetteer()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("440606101000", CHENCUN),
        ("440606101", CHENCUN),
        ("440606", SHUNDE),
        ("陈村镇", CHENCUN),
        ("陈村", CHENCUN),
        ("顺德区陈村镇", CHENCUN),
        ("广东省佛山市顺德区陈村镇", CHENCUN),
        ("广东 / 佛山 / 顺德 / 陈村", CHENCUN),
        ("佛山市北滘镇", BEIJIAO),
        ("顺德区", SHUNDE),
        ("佛山市顺德区", SHUNDE),
        ("陈村镇赤花社区居委会", None),
    ],
)
def test_place_is_found_by_code_name_or_path(places, written, code):
    if code is None:
        code = Division.objects.get(name="赤花社区居委会").pk

    assert places.find(written) == code


@pytest.mark.parametrize(
    "written", ["440699000000", "44060610", "1234567890123", "月亮镇", "黄石市陈村镇", "镇", "！"]
)
def test_unknown_place_is_refused(places, written):
    with pytest.raises(Unreadable):
        places.find(written)


@pytest.mark.parametrize("written", ["440000", "佛山市", "黄石"])
def test_place_wider_than_a_county_is_refused(places, written):
    with pytest.raises(Unreadable):
        places.find(written)


@pytest.mark.parametrize("written", ["440606198000", "陈树镇", "顺德区陈树镇"])
def test_abolished_place_is_refused_with_its_successor(places, written):
    with pytest.raises(Unreadable, match=f"陈村镇.*{CHENCUN}"):
        places.find(written)


def test_ambiguous_name_is_refused_with_the_codes(db):
    for town in (CHENCUN, BEIJIAO):
        Division.objects.create(
            code=f"{town[:9]}398", name="同名村", level="village", parent_id=town
        )

    with pytest.raises(Unreadable, match=r"440606101398.*440606102398"):
        Gazetteer().find("同名村")
    assert Gazetteer(prefixes=["440606102"]).find("同名村") == "440606102398"
    assert Gazetteer().find("陈村镇同名村") == "440606101398"
