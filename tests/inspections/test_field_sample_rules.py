"""A sampling sheet lacks on the phone what the model and its workflow would refuse."""

import pytest

from inspections.models import Sample
from tests.javascript import run

SAMPLE = {"sample": "sample.js"}
WHOLE = {
    "product": "数控折弯机",
    "standard": "GB/T 14349-2011",
    "base_quantity": "20",
    "sample_quantity": "2",
    "backup_quantity": "1",
    "unit": "台",
    "place": "market",
    "seals": "封条 0012、0013，前门",
    "signed_by": "梁启衡 厂长",
}
BY_TWO = {"inspectors": [1, 2], "signed": True}


def lacks(known=BY_TWO, **changes):
    sheet = WHOLE | changes
    given = {"sheet": sheet, "known": known}
    found = run(
        SAMPLE, "sample.sampleLacks(sample.blankSample('u', given.sheet), given.known)", given
    )
    return [name for name, _words in found]


def test_a_whole_sheet_lacks_nothing():
    assert lacks() == []


def test_of_an_empty_one_everything_is_said_at_once():
    empty = dict.fromkeys(WHOLE, "")

    assert lacks(known={}, **empty) == [
        "product",
        "standard",
        "base_quantity",
        "sample_quantity",
        "unit",
        "place",
        "seals",
        "samplers",
        "signed_by",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"base_quantity": "2.99", "sample_quantity": "2", "backup_quantity": "1"},
            "base_quantity",
        ),
        (
            {"base_quantity": "0.29", "sample_quantity": "0.1", "backup_quantity": "0.2"},
            "base_quantity",
        ),
        ({"sample_quantity": "0"}, "sample_quantity"),
        ({"sample_quantity": "1.234"}, "sample_quantity"),
        ({"backup_quantity": "一"}, "backup_quantity"),
        ({"price_paid": "免费"}, "price_paid"),
        ({"seals": "  "}, "seals"),
    ],
)
def test_what_the_database_would_refuse_is_said_on_the_spot(changes, field):
    assert lacks(**changes) == [field]


def test_hundredths_are_counted_as_the_office_counts_them():
    """0.1 and 0.2 are 0.3, whatever a computer makes of them."""
    assert lacks(base_quantity="0.3", sample_quantity="0.1", backup_quantity="0.2") == []
    assert lacks(base_quantity="２０", sample_quantity="２", backup_quantity="") == []


def test_one_sampler_and_an_unsigned_sheet_are_not_enough():
    assert lacks(known={"inspectors": [1, 1], "signed": True}) == ["samplers"]
    assert lacks(known={"inspectors": [1, 2], "signed": False}) == ["signed_by"]
    refused = {"signed_by": "", "signature_refused": "称法定代表人不在"}
    assert lacks(known={"inspectors": [1, 2]}, **refused) == []


def test_under_a_plan_it_is_the_plans_product():
    plan = {"product": "液压机"}

    assert lacks(known=BY_TWO | {"plan": plan}) == ["product"]
    assert lacks(known=BY_TWO | {"plan": plan}, product="液压机") == []


def test_a_refused_sampling_needs_its_product_and_reason_alone():
    nothing = dict.fromkeys(WHOLE, "") | {"refusal": "no_cause"}

    assert lacks(known={}, **nothing) == ["product"]
    assert lacks(known={}, **nothing | {"product": "液压机"}) == []


def test_a_sheet_is_handed_in_under_the_names_of_the_model():
    sheet = run(SAMPLE, "sample.packed(sample.blankSample('u', given))", WHOLE | {"batch": " 7 "})

    fields = {field.name for field in Sample._meta.get_fields()}
    assert set(sheet) - fields == {"note"}
    assert (sheet["batch"], sheet["made_on"], sheet["plan"]) == ("7", None, None)
    assert (sheet["base_quantity"], sheet["backup_quantity"], sheet["price_paid"]) == (20, 1, 0)
