"""Screening: published criteria, a sheet for every officer, two of them at the same moment."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from brands.models import Criterion, Screening, ScreeningPoint, ScreeningSheet
from brands.services import cultivations, screenings
from qualitysup.casework.workflow import TransitionRefused
from tests.brands import cultivation_factories as stage
from tests.inspections.clients import at_once


@pytest.fixture
def head(db):
    return stage.head()


def test_the_score_is_the_mean_of_the_officers_sheets(head):
    cultivation = stage.recommended(by=head)
    stage.scored(cultivation, share=1.0)
    stage.scored(cultivation, by=head, share=0.8)
    totals = {row.officer_id: row.total for row in cultivation.screenings.with_totals()}
    assert sorted(totals.values()) == [80, 100]
    assert cultivations.screen(cultivation, by=head).score == 90


def test_ones_own_sheet_may_be_corrected_until_the_firm_is_selected(head):
    cultivation = stage.recommended(by=head)
    stage.scored(cultivation, by=head, share=0.2)
    stage.scored(cultivation, by=head, share=0.9)
    assert Screening.objects.count() == 1
    cultivations.screen(cultivation, by=head)
    with pytest.raises(TransitionRefused) as info:
        stage.scored(cultivation, by=head)
    assert info.value.code == "wrong_state"


def test_more_than_a_criterion_brings_is_refused_by_words_and_by_the_database(head):
    cultivation = stage.recommended(by=head)
    sheet = screenings.sheet_for(cultivation, on=timezone.localdate())
    points = stage.points(sheet)
    first = sheet.criteria.first()
    for wrong in (first.most + 1, -1, None):
        with pytest.raises(ValidationError, match=r"give 0 to 5 points"):
            screenings.fill_in(cultivation, by=head, points=points | {first.pk: wrong})
    assert not Screening.objects.exists()
    screening = stage.scored(cultivation, by=head)
    with pytest.raises(IntegrityError, match="within_reach"), transaction.atomic():
        ScreeningPoint.objects.filter(screening=screening, criterion=first).update(points=90)


def test_what_was_published_stays_as_it_is(head):
    sheet = ScreeningSheet.objects.in_force(None, timezone.localdate())
    criterion = sheet.criteria.first()
    for change in (
        lambda: ScreeningSheet.objects.filter(pk=sheet.pk).update(pass_mark=10),
        lambda: Criterion.objects.filter(pk=criterion.pk).update(most=99),
        lambda: Criterion.objects.create(sheet=sheet, words="新增", most=5),
    ):
        with pytest.raises(Exception, match="published"), transaction.atomic():
            change()


def test_a_sheet_is_published_once_it_is_of_100_and_holds_from_then(head):
    sheet = ScreeningSheet.objects.create(name="测试评分表")
    Criterion.objects.create(sheet=sheet, words="质量", most=60)
    with pytest.raises(TransitionRefused) as info:
        screenings.publish(sheet, by=head)
    assert info.value.code == "not_of_100"
    Criterion.objects.create(sheet=sheet, words="市场", most=40)
    sheet = screenings.publish(sheet, by=head)
    assert ScreeningSheet.objects.in_force(None, timezone.localdate()) == sheet
    with pytest.raises(TransitionRefused) as info:
        screenings.publish(sheet, by=head)
    assert info.value.code == "published"


def test_whoever_comes_second_screens_by_the_sheet_of_the_first(head):
    cultivation = stage.recommended(by=head)
    first = stage.scored(cultivation)
    sheet = ScreeningSheet.objects.create(name="测试评分表")
    Criterion.objects.create(sheet=sheet, words="质量", most=100)
    screenings.publish(sheet, by=head)
    assert stage.scored(cultivation, by=head).sheet == first.sheet


@pytest.mark.django_db(transaction=True)
def test_two_officers_screen_the_same_firm_at_the_same_moment():
    """Both sheets are kept; of two who select it, one does and the other is told."""
    officers = [stage.head(), stage.head()]
    cultivation = stage.recommended(by=officers[0])

    def select(by):
        try:
            return cultivations.screen(cultivation, by=by).state
        except TransitionRefused as refusal:
            return refusal.code

    at_once(*(lambda by=by: stage.scored(cultivation, by=by) for by in officers))
    assert Screening.objects.filter(cultivation=cultivation).count() == 2
    answers = at_once(*(lambda by=by: select(by) for by in officers))
    assert sorted(answers) == ["screened", "wrong_state"]
