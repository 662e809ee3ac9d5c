import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from inspections.models import RectificationOrder, Visit
from inspections.services import visits
from qualitysup.documents.models import IssuedDocument
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import browser_of, queries, told
from tests.inspections.factories import ChecklistVersionFactory, VisitFactory
from tests.inspections.packets import FAILED, packet, photo, send, sha

LIST = "/admin/inspections/visit/"
ADD = f"{LIST}add/"


def page(visit, part="change/"):
    return f"{LIST}{visit.pk}/{part}"


@pytest.fixture
def failing(inspector, colleague):
    sent = packet(inspector, colleague, answers=FAILED, outcome="to_follow_up")
    return visits.receive(uuid.uuid4(), sent, by=inspector).visit


@pytest.fixture
def arriving(inspector, colleague):
    sent = packet(inspector, colleague, photos=[photo(1)])
    return visits.receive(uuid.uuid4(), sent, by=inspector).visit


# --- List and page -----------------------------------------------------------------------------


@pytest.mark.parametrize(("division", "seen"), [(CHENCUN, True), (BEIJIAO, False)])
def test_a_person_of_a_town_finds_its_visits_and_no_others(db, division, seen):
    visit = VisitFactory(enterprise__division_id=division)
    browser = browser_of(UserFactory(home_id=CHENCUN, divisions=[CHENCUN]))

    assert (visit in browser.get(LIST).context["cl"].queryset) == seen
    for part in ("change/", "addition/", "order/"):
        assert browser.get(page(visit, part)).status_code == (200 if seen else 404)


def test_visits_are_found_by_standing_checklist_inspector_and_name(browser, failing, arriving):
    clean = VisitFactory(enterprise__name="启衡锻压机械有限公司")
    who = clean.inspections.first().inspector

    def found(**query):
        return set(browser.get(LIST, query).context["cl"].queryset)

    Visit.objects.filter(pk=arriving.pk).update(received_at=timezone.now() - dt.timedelta(hours=2))
    assert found(standing="found") == {failing}
    assert found(standing="stuck") == {arriving}
    assert found(standing="clean") == {clean}
    assert found(standing="conflict") == set()
    assert found(inspections__inspector__id__exact=who.pk) == {clean}
    assert found(q="qhdy") == {clean}
    assert found(checklist_version__checklist__id__exact=clean.checklist_version.checklist_id)


@pytest.mark.parametrize("rows", [2, 12])
def test_the_list_costs_the_same_however_long_it_is(browser, rows):
    VisitFactory.create_batch(rows)
    browser.get(LIST)

    assert queries(lambda: browser.get(LIST)) == 8


def test_the_page_tells_what_failed_first_and_both_clocks(browser, failing):
    text = browser.get(page(failing)).content.decode()

    assert text.index("What failed") < text.index("All answers")
    assert "无防护罩" in text
    assert "96 dB" in text
    assert str(failing.uuid) in text
    assert page(failing, "order/") in text


def test_nothing_of_a_visit_is_edited_or_deleted(browser, failing):
    assert browser.post(page(failing), {"kind": "draw"}).status_code == 403
    assert browser.get(page(failing, "delete/")).status_code == 403


def test_a_half_arrived_visit_says_what_is_missing_and_is_finished_by_the_desk(
    browser, arriving, officer
):
    text = browser.get(page(arriving)).content.decode()
    assert sha(photo(1)) in text
    assert told(browser.post(page(arriving, "complete/"), follow=True)) == [
        "1 parts are still missing."
    ]

    upload = SimpleUploadedFile("photo.jpg", photo(1), "image/jpeg")
    browser.post(
        reverse("evidence:attach", args=["inspections", "visit", arriving.pk]),
        {"file": upload, "kind": "other"},
    )

    arriving.refresh_from_db()
    assert arriving.state == "finished"


# --- What follows ------------------------------------------------------------------------------


def test_failed_items_become_an_order_from_the_page(browser, failing):
    asked = browser.get(page(failing, "order/")).context["form"]
    first, second = asked.proposals
    typed = {
        "product": "压力机",
        "standard": "GB 17120—2025",
        f"take_{first['answer'].pk}": "on",
        f"words_{first['answer'].pk}": "加装防护罩",
        f"days_{first['answer'].pk}": "20",
        f"words_{second['answer'].pk}": "降噪",
    }

    response = browser.post(page(failing, "order/"), typed, follow=True)

    order = RectificationOrder.objects.get()
    assert asked[f"days_{first['answer'].pk}"].value() == 30
    item = order.items.get()
    assert (order.visit, item.requirement, item.days) == (failing, "加装防护罩", 20)
    assert order.get_absolute_url() in response.content.decode()


def test_an_order_of_nothing_is_refused_and_keeps_what_was_typed(browser, failing):
    asked = browser.get(page(failing, "order/")).context["form"]
    typed = {f"words_{each['answer'].pk}": "改正" for each in asked.proposals}

    response = browser.post(
        page(failing, "order/"), typed | {"product": "压力机", "standard": "GB 17120—2025"}
    )

    assert response.status_code == 409
    assert "Choose what is to be put right." in response.content.decode()
    assert not RectificationOrder.objects.exists()


def test_the_minutes_are_issued_at_one_press_and_only_once(browser, failing):
    assert browser.get(page(failing, "minutes/")).status_code == 405

    first = browser.post(page(failing, "minutes/"), follow=True)
    browser.post(page(failing, "minutes/"))

    paper = IssuedDocument.objects.get()
    assert paper.kind == "inspection_record"
    assert told(first) == [f"Minutes: {paper.number}."]
    assert paper.number in browser.get(page(failing)).content.decode()


def test_what_is_added_stands_on_the_page(browser, failing, leader):
    browser.post(page(failing, "addition/"), {"text": "应为二号车间", "reason": "笔误"})

    assert "应为二号车间" in browser.get(page(failing)).content.decode()
    assert browser_of(leader).get(page(failing, "addition/")).status_code == 403


def test_a_conflict_is_decided_field_by_field(browser, failing, inspector):
    other = failing.first_packet.content | {"summary": "另有发现", "place": "二号车间"}
    received = visits.receive(failing.uuid, other, by=inspector)
    assert page(failing, "conflict/") in browser.get(page(failing)).content.decode()

    url = received.packet.get_absolute_url()
    half = browser.post(url, {"choice_0": "add", "reason": "补报"})
    assert "choice_1" in half.context["form"].errors
    response = browser.post(
        url, {"choice_0": "keep", "choice_1": "add", "reason": "补报"}, follow=True
    )

    assert told(response) == ["The conflict is decided."]
    assert failing.additions.get().about == "summary"
    assert told(browser.get(url, follow=True)) == ["No conflict of this visit is left to decide."]


def test_who_may_not_decide_conflicts_is_told_so(failing, inspector):
    other = failing.first_packet.content | {"summary": "另有发现"}
    received = visits.receive(failing.uuid, other, by=inspector)

    assert browser_of(inspector).get(received.packet.get_absolute_url()).status_code == 403


# --- The desk ----------------------------------------------------------------------------------


@pytest.fixture
def where(db):
    firm, version = EnterpriseFactory(), ChecklistVersionFactory()
    return f"{ADD}?kind=patrol&enterprise={firm.pk}&version={version.pk}"


@pytest.fixture
def typed(inspector, colleague):
    return {
        "uuid": str(uuid.uuid4()),
        "inspectors": [inspector.pk, colleague.pk],
        "started_at": "2026-03-02T09:00",
        "ended_at": "2026-03-02T10:00",
        "place": "一号车间",
        "rights_told": "on",
        "outcome": "no_problem",
        "disposition": "none",
        "signature_refused": "纸质笔录已签",
        "answer-guard": "pass",
        "answer-noise": "82.5",
        "answer-state": "好",
    }


def test_the_desk_begins_with_where_and_on_what(browser, where):
    assert browser.get(ADD).status_code == 200
    questions = browser.get(where).content.decode()
    assert "防护装置完好" in questions


def test_a_visit_is_typed_in_with_photos_through_the_same_service(browser, where, typed):
    with_photo = typed | {"photos-guard": [SimpleUploadedFile("a.jpg", photo(3), "image/jpeg")]}

    response = browser.post(where, with_photo)

    assert response.status_code == 302, response.context["form"].errors
    visit = Visit.objects.get()
    assert (visit.state, visit.first_packet.device) == ("finished", "desk")
    assert visit.answers.get(item__key="guard").photos.count() == 1
    assert timezone.localtime(visit.started_at).hour == 9


def test_sent_twice_it_is_one_visit(browser, where, typed):
    browser.post(where, typed)
    browser.post(where, typed)

    assert Visit.objects.count() == 1


def test_what_is_wrong_is_said_in_its_place_and_what_was_typed_is_kept(browser, where, typed):
    wrong = typed | {
        "answer-noise": "",
        "photos-guard": [SimpleUploadedFile("a.jpg", photo(3), "image/jpeg")],
    }

    response = browser.post(where, wrong)

    form = response.context["form"]
    assert "1 items are not answered" in str(form.errors)
    text = response.content.decode()
    assert "1 photo kept" in text
    again = typed | {"kept-guard": sha(photo(3))}
    assert browser.post(where, again).status_code == 302
    assert Visit.objects.get().answers.get(item__key="guard").photos.count() == 1


def test_a_refused_photo_is_said_where_it_was_chosen(browser, where, typed):
    bad = SimpleUploadedFile("a.jpg", b"GIF89a nothing", "image/jpeg")

    response = browser.post(where, typed | {"photos-guard": [bad]})

    assert "photos-guard" in response.context["form"].errors
    assert not Visit.objects.exists()


def test_an_expired_badge_is_said_beside_the_inspectors(browser, where, typed, colleague):
    colleague.badge_valid_to = dt.date(2026, 3, 1)
    colleague.save()

    response = browser.post(where, typed)

    assert "valid on 2026-03-02" in str(response.context["form"].errors["inspectors"])


def test_a_draft_or_a_firm_elsewhere_cannot_be_chosen(browser, where, stranger):
    draft = ChecklistVersionFactory(published_on=None)

    response = browser.get(where.replace("version=", f"version={draft.pk}&x="))

    assert "version" in response.context["form"].errors
    assert "enterprise" in browser_of(stranger).get(where).context["form"].errors


def test_who_may_not_visit_has_no_desk(leader):
    assert browser_of(leader).get(ADD).status_code == 403


# --- Home, dashboard, timeline -----------------------------------------------------------------


def test_home_lists_what_is_stuck_and_what_is_in_conflict(browser, arriving, failing, inspector):
    old = timezone.now() - dt.timedelta(hours=2)
    Visit.objects.filter(pk=arriving.pk).update(received_at=old)
    other = failing.first_packet.content | {"summary": "另有发现"}
    visits.receive(failing.uuid, other, by=inspector)

    text = browser.get("/").content.decode()

    assert "Visits half arrived" in text
    assert "Conflicting visits to decide" in text


def test_a_finished_visit_stands_in_the_enterprises_timeline(browser, failing, arriving):
    text = browser.get(failing.enterprise.get_absolute_url()).content.decode()
    assert page(failing) in text
    send(photo(1), arriving.received_by)
    assert page(arriving) in browser.get(arriving.enterprise.get_absolute_url()).content.decode()
