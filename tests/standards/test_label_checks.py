"""A label held against the edition of the day on which its food was made."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from qualitysup.accounts.roles import Role
from standards.models import LabelItem, ServiceRequest, Standard
from standards.services import catalogue, checks, requests
from tests.factories import UserFactory
from tests.standards.factories import (
    entered,
)
from tests.workshops.refusals import refusal

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def editions(desk_officer):
    entered("GB 7718-2011", dt.date(2012, 4, 20), published_on=dt.date(2011, 4, 20))
    entered("GB 7718-2025", dt.date(2027, 3, 16), published_on=dt.date(2025, 3, 16))
    old, new = Standard.objects.filter(series="GB 7718").order_by("in_force_on")
    catalogue.replace(new, old.number, by=UserFactory(roles=[Role.SECTION_HEAD]))
    old.refresh_from_db()
    return old, new


def said(edition, **verdicts):
    met = {"verdict": "met", "flaw": "", "remark": ""}
    items = LabelItem.objects.filter(edition=edition.number)
    return {item.position: verdicts.get(f"p{item.position}", met) for item in items}


LABEL = {"product": "曲奇饼干", "specification": "200克"}


@pytest.mark.parametrize(
    ("produced_on", "numbers"),
    [
        (dt.date(2025, 3, 15), ["GB 7718—2011"]),
        (dt.date(2025, 3, 16), ["GB 7718—2011", "GB 7718—2025"]),
        (dt.date(2027, 3, 15), ["GB 7718—2011", "GB 7718—2025"]),
        (dt.date(2027, 3, 16), ["GB 7718—2025"]),
        (dt.date(2012, 4, 19), []),
    ],
)
def test_the_day_of_production_says_which_edition_applies(editions, produced_on, numbers):
    assert [each.number for each in checks.editions_for(produced_on)] == numbers


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ({}, "conforms"),
        ({"p1": {"verdict": "flaw", "flaw": "lettering", "remark": "字高不足"}}, "flawed"),
        ({"p5": {"verdict": "not_met", "flaw": "", "remark": "无生产日期"}}, "fails"),
        ({"p7": {"verdict": "not_asked", "flaw": "", "remark": ""}}, "conforms"),
    ],
)
def test_a_label_is_as_good_as_its_worst_item(desk_officer, working, editions, answer, verdict):
    request = working("label")
    day = dt.date(2026, 3, 1)

    check = checks.check_label(
        request, by=desk_officer, produced_on=day, said=said(editions[0], **answer), **LABEL
    )

    assert (check.edition, check.findings.count()) == (editions[0], 9)
    assert requests.finish(request, by=desk_officer).verdict == verdict


def test_a_label_made_before_any_edition_is_refused(desk_officer, working, editions):
    refused = refusal(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2012, 4, 19),
        said={},
        **LABEL,
    )

    assert refused.code == "no_edition"
    assert "2012-04-19" in refused.reason


def test_an_edition_that_did_not_apply_is_refused(desk_officer, working, editions):
    refused = refusal(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2025, 1, 1),
        edition=editions[1],
        said=said(editions[1]),
        **LABEL,
    )

    assert refused.code == "edition_of_another_day"
    assert "GB 7718—2011" in refused.reason


def test_an_edition_may_be_followed_before_it_is_in_force(desk_officer, working, editions):
    check = checks.check_label(
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2026, 3, 1),
        edition=editions[1],
        said=said(editions[1]),
        **LABEL,
    )

    assert check.findings.count() == 12


def test_food_of_tomorrow_is_refused(desk_officer, working, editions):
    day = TODAY() + dt.timedelta(1)

    refused = refusal(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=day,
        said=said(editions[0]),
        **LABEL,
    )

    assert refused.code == "future"


def test_every_item_is_answered(desk_officer, working, editions):
    answers = said(editions[0])
    del answers[3]

    refused = refusal(
        checks.check_label,
        working("label"),
        by=desk_officer,
        produced_on=dt.date(2026, 3, 1),
        said=answers,
        **LABEL,
    )

    assert refused.code == "unsaid"
    assert "净含量和规格" in refused.reason


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({"verdict": "flaw", "flaw": "", "remark": "字高不足"}, "which of the six"),
        ({"verdict": "not_met", "flaw": "", "remark": ""}, "what is wrong"),
    ],
)
def test_what_is_objected_to_is_said(desk_officer, working, editions, answer, message):
    request = working("label")

    with pytest.raises(ValidationError, match=message):
        checks.check_label(
            request,
            by=desk_officer,
            produced_on=dt.date(2026, 3, 1),
            said=said(editions[0], p1=answer),
            **LABEL,
        )
    assert not hasattr(ServiceRequest.objects.get(pk=request.pk), "label")
