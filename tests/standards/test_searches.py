"""Lists of standards looked up, and standards put into another language."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from qualitysup.accounts.roles import Role
from standards.models import NoveltyLine, Standard
from standards.services import catalogue, checks, requests
from tests.factories import UserFactory
from tests.standards.checked import checked
from tests.standards.factories import (
    ServiceRequestFactory,
    entered,
)
from tests.workshops.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_each_standard_is_found_as_it_stands_today(desk_officer, working, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC))
    entered("GB 7718-2011", dt.date(2012, 4, 20))
    entered("GB 7718-2025", dt.date(2027, 3, 16), published_on=dt.date(2025, 3, 16))
    entered("GB 5009-2003", dt.date(2004, 1, 1), abolished_on=dt.date(2016, 1, 1))
    entered("GB 17120-2025", dt.date(2026, 5, 1))
    entered("GB 17120-2012", dt.date(2013, 1, 1))
    new = Standard.objects.get(number="GB 17120—2025")
    catalogue.replace(new, "GB 17120—2012", by=UserFactory(roles=[Role.SECTION_HEAD]))
    asked = [
        "gb17120-2012",
        "GB 17120",
        "GB 7718－2025",
        "GB 5009-2003",
        "GB/T 99999-2001",
        "",
        "GB 17120 — 2012",
    ]

    checks.look_up(working("novelty"), by=desk_officer, numbers=asked)

    rows = NoveltyLine.objects.order_by("position").values_list("number", "standing", "now__number")
    assert list(rows) == [
        ("GB 17120—2012", "replaced", "GB 17120—2025"),
        ("GB 17120", "in_force", None),
        ("GB 7718—2025", "coming", "GB 7718—2011"),
        ("GB 5009—2003", "abolished", None),
        ("GB/T 99999—2001", "unknown", None),
    ]


def test_what_is_no_number_is_named_by_its_line(desk_officer, working):
    request = working("novelty")

    refused = refusal(
        checks.look_up, request, by=desk_officer, numbers=["GB 7718-2011", "七七一八"]
    )

    assert "Line 2" in refused.reason
    assert not request.lines.exists()


def test_a_translation_is_read_over_by_somebody_else(desk_officer, working):
    facts = {"document": "ISO 1", "source": "en", "target": "zh", "characters": 900}

    with pytest.raises(ValidationError, match="Somebody else"):
        checks.translate(
            working("translation"), by=desk_officer, translator="甲", reviewer="甲", **facts
        )


def test_a_translation_is_finished_with_its_text(desk_officer, working):
    request = working("translation")
    facts = {"document": "ISO 1", "source": "en", "target": "zh", "characters": 900}
    checks.translate(request, by=desk_officer, translator="甲", reviewer="乙", **facts)
    assert refusal(requests.finish, request, by=desk_officer).code == "has_its_result"

    text = ContentFile(b"%PDF-1.4\n%%EOF", name="译文.pdf")
    checks.translate(request, by=desk_officer, translator="甲", reviewer="乙", text=text, **facts)

    assert requests.finish(request, by=desk_officer).verdict == "stated"


def test_the_result_of_another_service_is_refused(desk_officer, working):
    refused = refusal(checks.look_up, working("barcode"), by=desk_officer, numbers=["GB 1-2009"])

    assert refused.code == "other_service"


def test_a_result_is_entered_while_it_is_worked_on(desk_officer):
    assert refusal(checked, ServiceRequestFactory(), desk_officer).code == "wrong_state"
