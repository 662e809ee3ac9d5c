"""A trip planned, visited and reported; nobody comes twice; what was said is never rewritten."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from investment.models import ProspectVisit, TripMember, TripStop
from investment.services import followup, prospects, trips
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.clock.models import Deadline
from qualitysup.documents.models import IssuedDocument
from qualitysup.documents.services import contents
from tests.investment.factories import days, entered

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(TransitionRefused, check=lambda refusal: refusal.code == code)


@pytest.fixture
def trip(officer, leader):
    return trips.draft(
        by=officer,
        name="赴示例市招商",
        destination="示例市",
        purpose="招商引资宣传",
        leads=leader,
        from_on=days(-6),
        to_on=days(-2),
    )


def booked(firm, officer, trip=None, on=-5):
    visit = ProspectVisit(prospect=firm, trip=trip, officer=officer, planned_on=days(on))
    return trips.book(visit, by=officer)


def test_a_trip_is_planned_visited_and_reported(agency, officer, head, leader, trip):
    TripMember.objects.create(trip=trip, person=officer)
    TripStop.objects.create(trip=trip, on=days(-6), at=dt.time(9), words="乘车前往")
    firms = [entered(officer, name=f"示例{word}客商") for word in "甲乙丙丁"]
    visits = [booked(firm, officer, trip) for firm in firms]
    trip = trips.depart(trip, by=officer, on=days(-6))
    trips.record(visits[0], by=officer, said="去年销售总额达1亿元。", listened=True, met="总经理")
    for visit in visits[1:3]:
        trips.record(visit, by=officer, said="近期没有意向。", introduced=True, invited=True)
    trip = trips.come_back(trip, by=officer, on=days(-2))
    due = Deadline.objects.of(trip).open().get(term="investment-trip-report")
    assert due.holder == leader

    with refused("every_visit_is_recorded"):
        trips.report(trip, by=head)
    trips.call_off(visits[3], by=officer, because="企业负责人外出")
    with refused("begins_and_ends_in_words"):
        trips.report(trip, by=head)
    trip.opening, trip.closing = "我局到示例市招商。\n历时五天。", "将保持联系。"
    trip = trips.save(trip, by=officer)
    with refused("forbidden"):
        trips.report(trip, by=officer)
    trip = trips.report(trip, by=head)

    trip.refresh_from_db()
    paper = IssuedDocument.objects.get(number=trip.report_number)
    assert not Deadline.objects.of(trip).open().exists()
    assert paper.facts["firms"] == [
        {"position": 1, "name": "示例甲客商", "said": "去年销售总额达1亿元。"}
    ]
    assert paper.facts["groups"] == [
        {"names": ["示例乙客商", "示例丙客商"], "said": "近期没有意向。"}
    ]
    assert paper.facts["counts"] == {"introduced": 2, "listened": 1, "presented": 0, "invited": 2}
    assert paper.facts["trip"]["size"] == 2
    with refused("ended"):
        trips.save(trip, by=officer)


def test_a_firm_is_booked_by_one_officer_at_a_time(officer, colleague):
    firm = entered(officer)
    first = booked(firm, officer, on=2)
    with refused("booked") as refusal:
        booked(firm, colleague, on=3)
    assert str(officer) in refusal.value.reason
    assert f"{first.planned_on:%Y-%m-%d}" in refusal.value.reason
    trips.call_off(first, by=officer, because="改期")
    assert booked(firm, colleague, on=3).is_booked


def test_the_database_keeps_the_second_booking_out_as_well(officer):
    firm = entered(officer)
    booked(firm, officer, on=2)
    double = ProspectVisit(
        prospect=firm, division_id=firm.division_id, officer=officer, planned_on=days(3)
    )
    with pytest.raises(ValidationError, match="Somebody has booked"), transaction.atomic():
        trips.write(double)


def test_a_visit_of_a_trip_lies_within_its_days(officer, trip):
    firm = entered(officer)
    with refused("outside") as refusal:
        booked(firm, officer, trip, on=1)
    assert f"{trip.from_on:%Y-%m-%d}" in refusal.value.reason


def test_a_visit_keeps_the_firms_words_and_counts_as_contact(officer):
    firm = entered(officer)
    visit = booked(firm, officer, on=-1)
    with refused("no_words"):
        trips.record(visit, by=officer, said="  ")
    trips.record(visit, by=officer, said="有意向。", met="厂长")
    firm.refresh_from_db()
    assert firm.verbatim == "有意向。"
    assert firm.last_contact_on == days(-1)
    assert firm.contacts.get().how == "visit"
    visit.refresh_from_db()
    assert len(visit.left_out) == 4
    with refused("settled"):
        trips.record(visit, by=officer, said="改了。")
    with pytest.raises(Exception, match="prospectvisit_made_for_good"), transaction.atomic():
        ProspectVisit.objects.filter(pk=visit.pk).update(said="改了。")


def test_a_visit_is_recorded_once_it_was_made(officer):
    visit = booked(entered(officer), officer, on=2)
    with refused("future"):
        trips.record(visit, by=officer, said="有意向。")


def test_whom_nobody_visits_gives_no_trip(officer, trip):
    with refused("somebody_is_to_be_visited"):
        trips.depart(trip, by=officer, on=days(-6))


def test_a_cancelled_trip_frees_its_firms(officer, colleague, trip):
    firm = entered(officer)
    visit = booked(firm, officer, trip)
    trips.cancel(trip, by=officer, note="天气原因")
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_because) == ("cancelled", "天气原因")
    assert booked(firm, colleague, on=1).is_booked


def test_days_the_wrong_way_round_are_refused(officer, leader):
    with pytest.raises(ValidationError, match="ends before it begins"):
        trips.draft(
            by=officer,
            name="赴示例市",
            destination="示例市",
            purpose="招商",
            leads=leader,
            from_on=days(3),
            to_on=days(1),
        )


def test_of_a_closed_firm_nothing_is_booked(officer):
    firm = entered(officer)
    prospects.close(firm, by=officer, because="silent", note="失去联系")
    with refused("ended"):
        booked(firm, officer, on=1)
    with refused("ended"):
        followup.contact(firm, by=officer, words="电话", on=timezone.localdate())


def test_the_report_can_be_read_in_word(agency, officer, head, leader, trip):
    import io

    from docx import Document

    visit = booked(entered(officer), officer, trip)
    trip = trips.depart(trip, by=officer, on=days(-6))
    trips.record(visit, by=officer, said="有意向到中部投资。")
    trip.opening, trip.closing = "开头一段。\n开头二段。", "结尾。"
    trip = trips.save(trip, by=officer)
    trip = trips.come_back(trip, by=officer, on=days(-2))
    trip = trips.report(trip, by=head)
    paper = IssuedDocument.objects.get(number=trip.report_number)
    document = Document(io.BytesIO(contents.read(paper.docx_id)))
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    text = "\n".join(lines)
    assert "1、示例客商：有意向到中部投资。" in text
    assert lines.index("开头二段。") == lines.index("开头一段。") + 1
    assert text.index("开头一段") < text.index("走访情况") < text.index("结尾。")
    assert "{{" not in text
    assert "{%" not in text
