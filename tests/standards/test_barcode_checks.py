"""What a check of a symbol finds: what was typed, what the photo says, whose code it is."""

import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from qualitysup.evidence.models import Attachment
from qualitysup.evidence.services import files
from standards.forms.service import BarcodeForm
from standards.models import ServiceRequest
from standards.services import requests
from tests.standards.checked import NUMBER, checked, found, photo
from tests.standards.factories import (
    FirmCodeFactory,
)
from tests.workshops.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_a_photo_is_read_and_compared_with_what_was_typed(desk_officer, working):
    check = checked(working(), desk_officer, typed=" 690 1234 567892 ")

    assert (check.typed, check.decoded, check.symbology) == (NUMBER, NUMBER, "EAN13")
    assert found(check) == {
        "length": True,
        "check_digit": True,
        "prefix": True,
        "firm_code": None,
        "photo": True,
        "grade": True,
    }
    assert Attachment.objects.of(check.request).get() == check.photo


def test_a_photo_that_shows_another_number_is_a_finding(desk_officer, working):
    check = checked(working(), desk_officer, photo=photo("4006381333931"))

    assert found(check)["photo"] is False
    assert requests.finish(check.request, by=desk_officer).verdict == "fails"


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("6901234567890", {"check_digit", "photo"}),
        ("12345", {"length"}),
        ("690123456789", {"check_digit", "photo"}),
    ],
)
def test_a_wrong_number_is_a_finding_and_says_what_would_be_right(
    desk_officer, working, typed, wrong
):
    check = checked(working(), desk_officer, typed=typed)

    assert {key for key, ok in found(check).items() if ok is False} == wrong


def test_a_foreign_prefix_is_right_and_nobody_here_knows_its_holder(desk_officer, working):
    number = "4006381333931"

    check = checked(working(), desk_officer, typed=number, photo=photo(number))

    assert "firm_code" not in found(check)
    assert not any(each["ok"] is False for each in check.found)
    prefix = next(each for each in check.found if each["key"] == "prefix")
    assert (prefix["is"], prefix["home"]) == ("400", False)


@pytest.mark.parametrize(("last_day", "stands"), [(0, True), (-1, False)])
def test_a_firm_code_that_ended_is_found(desk_officer, working, last_day, stands):
    until = TODAY() + dt.timedelta(last_day)
    FirmCodeFactory(code="6901234", valid_to=until, holder="测试委托单位")

    check = checked(working(), desk_officer)

    assert found(check)["firm_code"] is stands
    assert next(e for e in check.found if e["key"] == "firm_code")["of_another"] is False


def test_a_firm_code_of_somebody_else_is_told(desk_officer, working):
    FirmCodeFactory(code="6901234", holder="别人")

    check = checked(working(), desk_officer)

    assert next(e for e in check.found if e["key"] == "firm_code")["of_another"] is True


def test_a_symbol_below_its_grade_fails(desk_officer, working):
    check = checked(working(), desk_officer, grade="1.4")

    assert found(check)["grade"] is False


def test_what_is_no_photo_is_refused_and_nothing_is_kept(desk_officer, working):
    request, upload = working(), ContentFile(b"%PDF-1.4\n%%EOF", name="条码.pdf")

    assert refusal(checked, request, desk_officer, photo=upload).code == "no_photo"
    assert not Attachment.objects.of(request).exists()
    assert not hasattr(ServiceRequest.objects.get(pk=request.pk), "barcode")


def test_a_blank_photo_says_how_to_take_a_better_one(desk_officer, working):
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "JPEG")

    refused = refusal(
        checked, working(), desk_officer, photo=ContentFile(blank.getvalue(), name="空.jpg")
    )

    assert refused.code == "no_symbol"
    assert "sharp and near" in refused.reason


@pytest.mark.parametrize(
    ("facts", "word"), [({"photo": None}, "photo"), ({"grade": None}, "grade")]
)
def test_it_is_not_finished_without_photo_and_grade(desk_officer, working, facts, word):
    request = working()
    checked(request, desk_officer, **facts)

    refused = refusal(requests.finish, request, by=desk_officer)

    assert refused.code == "has_its_result"
    assert word in refused.reason


def test_entered_again_it_keeps_its_photo(desk_officer, working):
    request = working()
    first = checked(request, desk_officer)

    again = checked(request, desk_officer, photo=None, grade="2.0")

    assert (again.pk, again.photo, again.decoded) == (first.pk, first.photo, NUMBER)


def test_a_photo_that_was_taken_back_is_none(desk_officer, working):
    request = working()
    check = checked(request, desk_officer)
    files.withdraw(check.photo, by=desk_officer, reason="拍错")

    refused = refusal(requests.finish, request, by=desk_officer)

    assert refused.code == "has_its_result"
    assert checked(request, desk_officer).photo != check.photo


def test_the_grade_needed_is_the_last_that_was_entered(desk_officer, working):
    assert "grade_needed" not in BarcodeForm().initial

    checked(working(), desk_officer, grade_needed="2.0")

    assert str(BarcodeForm().initial["grade_needed"]) == "2.0"
