import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from enterprises.services import merging
from inspections.models import Visit, VisitAddition, VisitPacket
from inspections.services import follow_ups, visit_conflicts, visits
from qualitysup.casework.workflow import TransitionRefused
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import HUANGSHI
from tests.inspections.factories import ChecklistVersionFactory, VisitFactory
from tests.inspections.packets import FAILED, packet, photo, send, sha


@pytest.fixture
def sent(inspector, colleague):
    return packet(inspector, colleague)


@pytest.fixture
def finished(monkeypatch):
    """The visits that something followed from, each as often as it did."""
    told = []
    monkeypatch.setattr(follow_ups, "attempt_all", told.append)
    return told


def faults(refusal) -> dict:
    return refusal.value.message_dict


def test_a_visit_is_kept_as_it_was_made(inspector, colleague, sent, finished):
    received = visits.receive(uuid.uuid4(), sent, by=inspector, device="测试手机")

    visit = received.visit
    assert (received.is_new, received.missing, received.in_conflict) == (True, [], False)
    assert (visit.state, visit.division_id) == ("finished", visit.enterprise.division_id)
    assert visit.party_name == visit.enterprise.name
    assert [row.badge_number for row in visit.inspections.all()] == [
        inspector.badge_number,
        colleague.badge_number,
    ]
    assert [answer.value for answer in visit.answers.for_page()] == ["conforms", "82.5 dB", "好"]
    assert visit.packets.get().content == sent
    assert visit.received_at - visit.started_at > dt.timedelta(hours=1)
    assert finished == [visit]


def test_a_visit_that_was_taken_in_elsewhere_before_keeps_the_day_on_which_it_came(inspector, sent):
    at = timezone.now() - dt.timedelta(days=200)

    visit = visits.receive(uuid.uuid4(), sent, by=inspector, at=at).visit

    visit.refresh_from_db()
    assert visit.received_at == visit.finished_at == visit.packets.get().received_at == at


def test_a_phone_may_know_its_place_to_too_many_digits(inspector, sent):
    point = {"lng": 113.25123456789, "lat": 22.95, "accuracy": 12.7}

    visit = visits.receive(uuid.uuid4(), sent | {"point": point}, by=inspector).visit

    visit.refresh_from_db()
    assert (str(visit.lng), str(visit.lat), visit.accuracy) == ("113.251235", "22.950000", 13)


def test_the_same_again_changes_nothing(inspector, sent, finished):
    key = uuid.uuid4()
    first = visits.receive(key, sent, by=inspector)
    shuffled = dict(reversed(sent.items()))

    again = visits.receive(key, shuffled, by=inspector)

    assert (again.visit, again.packet, again.is_new) == (first.visit, first.packet, False)
    assert Visit.objects.count() == VisitPacket.objects.count() == len(finished) == 1


def test_other_content_waits_for_a_person_and_overwrites_nothing(inspector, sent, finished):
    key = uuid.uuid4()
    visit = visits.receive(key, sent, by=inspector).visit

    other = visits.receive(key, sent | {"summary": "另有发现"}, by=inspector)
    again = visits.receive(key, sent | {"summary": "另有发现"}, by=inspector)

    assert (other.in_conflict, again.packet) == (True, other.packet)
    visit.refresh_from_db()
    assert visit.summary == ""
    assert len(finished) == 1
    assert list(Visit.objects.in_conflict()) == [visit]


def test_a_visit_is_arriving_until_its_last_part_is_here(inspector, colleague, finished):
    one, two = photo(1), photo(2)
    received = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[one, two]), by=inspector
    )
    assert (received.visit.state, received.missing) == ("receiving", [sha(one), sha(two)])

    send(two, inspector)
    assert visits.missing(received.visit) == [sha(one)]
    assert finished == []
    send(one, colleague)

    visit = Visit.objects.get()
    assert visit.state == "finished"
    assert visit.finished_at is not None
    hung = Attachment.objects.of(visit).get(file__sha256=sha(one))
    assert (hung.caption, hung.claimed_sha256) == ("正面", sha(one))
    assert visit.answers.get(item__key="guard").photos.count() == 2
    assert finished == [visit]


def test_parts_may_come_before_their_visit(inspector, colleague, finished):
    one = photo(1)
    send(one, inspector)

    received = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[one]), by=inspector
    )

    assert (received.visit.state, received.missing) == ("finished", [])


def test_knowing_the_hash_of_somebody_elses_file_is_not_having_it(inspector, colleague, stranger):
    secret = photo(7)
    send(secret, stranger)

    received = visits.receive(
        uuid.uuid4(), packet(inspector, colleague, photos=[secret]), by=inspector
    )

    assert (received.visit.state, received.missing) == ("receiving", [sha(secret)])
    assert not Attachment.objects.of(received.visit).exists()
    send(secret, inspector)
    assert Visit.objects.get().state == "finished"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "party"}, "kind"),
        ({"surprise": 1}, "surprise"),
        ({"ended_at": "2020-01-01T00:00:00Z"}, "ended_at"),
        ({"enterprise": 2**62}, "enterprise"),
        ({"checklist_version": 2**62}, "checklist_version"),
        ({"answers": [{"item": "guard", "verdict": "pass"}]}, "answers"),
        ({"answers": [{"item": "guard", "number": 3}]}, "answers[0]"),
        ({"answers": [{"item": "none", "verdict": "pass"}]}, "answers[0].item"),
        ({"answers": [{"item": "state", "text": "中"}]}, "answers[0]"),
        ({"answers": [{"item": "state", "text": "好", "number": 1}]}, "answers[0]"),
        ({"answers": FAILED}, "outcome"),
        ({"signature_refused": ""}, "signature_refused"),
        ({"point": {"lng": 200, "lat": 1}}, "point.lng"),
        ({"point": {"lng": "NaN", "lat": 1}}, "point.lng"),
        ({"photos": [{"sha256": "xyz"}]}, "photos[0].sha256"),
        ({"photos": [{"sha256": "0" * 64, "item": "none"}]}, "photos[0].item"),
    ],
)
def test_a_fault_is_said_by_its_path_and_nothing_is_kept(inspector, sent, change, path):
    with pytest.raises(ValidationError) as refusal:
        visits.receive(uuid.uuid4(), sent | change, by=inspector)

    assert path in faults(refusal)
    assert not Visit.objects.exists()


def test_a_badge_that_expired_yesterday_is_refused_in_words(inspector, colleague, sent):
    # Shortly after midnight the visit began yesterday.
    day = timezone.localdate(dt.datetime.fromisoformat(sent["started_at"]))
    colleague.badge_valid_to = day - dt.timedelta(days=1)
    colleague.save()

    with pytest.raises(ValidationError) as refusal:
        visits.receive(uuid.uuid4(), sent, by=inspector)

    (words,) = faults(refusal)["inspectors[1]"]
    assert words == f"{colleague} had no enforcement badge that was valid on {day}."


def test_a_visit_of_the_day_before_is_by_the_badge_of_that_day(inspector, colleague, sent):
    colleague.badge_valid_to = timezone.localdate() - dt.timedelta(days=1)
    colleague.save()
    began = timezone.now() - dt.timedelta(days=1)
    times = {"started_at": began.isoformat(), "ended_at": began.isoformat()}

    assert visits.receive(uuid.uuid4(), sent | times, by=inspector).is_new


def test_one_inspector_is_not_enough(inspector, sent):
    with pytest.raises(ValidationError) as refusal:
        visits.receive(uuid.uuid4(), sent | {"inspectors": [inspector.pk]}, by=inspector)

    assert "inspectors" in faults(refusal)


def test_a_draft_of_a_checklist_is_no_checklist(inspector, colleague):
    draft = ChecklistVersionFactory(published_on=None)

    with pytest.raises(ValidationError) as refusal:
        visits.receive(uuid.uuid4(), packet(inspector, colleague, version=draft), by=inspector)

    assert "draft" in faults(refusal)["checklist_version"][0]


def test_a_visit_keeps_the_version_that_it_was_made_on(inspector, sent):
    newer = ChecklistVersionFactory()

    visit = visits.receive(uuid.uuid4(), sent, by=inspector).visit

    assert visit.checklist_version_id == sent["checklist_version"] != newer.pk


def test_a_visit_at_a_firm_merged_meanwhile_goes_to_the_survivor(inspector, colleague, chief):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory(uscc=None)
    sent = packet(inspector, colleague, enterprise=duplicate)
    merging.merge(survivor, duplicate, by=chief)

    visit = visits.receive(uuid.uuid4(), sent, by=inspector).visit

    assert (visit.enterprise, visit.party_name) == (survivor, survivor.name)
    addition = visit.additions.get()
    assert addition.about == "enterprise"
    assert duplicate.name in addition.text


def test_a_firm_elsewhere_is_not_there(inspector, colleague):
    elsewhere = EnterpriseFactory(division_id=HUANGSHI)

    with pytest.raises(ValidationError) as refusal:
        visits.receive(
            uuid.uuid4(), packet(inspector, colleague, enterprise=elsewhere), by=inspector
        )

    assert list(faults(refusal)) == ["enterprise"]


def test_whoever_may_not_visit_sends_nothing(leader, inspector, colleague, sent):
    with pytest.raises(TransitionRefused) as refusal:
        visits.receive(uuid.uuid4(), sent, by=leader)

    assert refusal.value.code == "forbidden"


def test_nobody_met_needs_no_answers_and_no_signature(inspector, sent):
    nobody = sent | {"outcome": "unreachable", "answers": [], "signature_refused": ""}

    assert visits.receive(uuid.uuid4(), nobody, by=inspector).visit.failed_count == 0


def test_a_photo_that_an_item_asks_for_is_missed(inspector, colleague, chief):
    version = ChecklistVersionFactory(published_on=None)
    version.items().filter(key="guard").update(photo="failure")
    version.published_on = timezone.localdate()
    version.save()
    failing = packet(inspector, colleague, version=version, answers=FAILED, outcome="to_follow_up")

    with pytest.raises(ValidationError) as refusal:
        visits.receive(uuid.uuid4(), failing, by=inspector)
    assert faults(refusal) == {"answers[0]": ["This item asks for a photo."]}

    photos = [{"sha256": sha(photo(1)), "item": "guard"}]
    assert visits.receive(uuid.uuid4(), failing | {"photos": photos}, by=inspector).is_new


def test_a_finished_visit_is_not_edited_whoever_asks(db):
    visit = VisitFactory()

    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(summary="改过")
    with pytest.raises(DatabaseError), transaction.atomic():
        visit.answers.update(verdict="fail")


def test_what_is_corrected_later_is_added(officer, leader):
    visit = VisitFactory()

    visits.add(visit, by=officer, about="place", text="应为二号车间", reason="笔误")

    assert VisitAddition.objects.get().by == officer
    with pytest.raises(TransitionRefused):
        visits.add(visit, by=officer, text="无理由", reason=" ")
    with pytest.raises(TransitionRefused):
        visits.add(visit, by=leader, text="领导不加", reason="无权")


# --- Conflicts ---------------------------------------------------------------------------------


@pytest.fixture
def conflict(inspector, sent):
    key = uuid.uuid4()
    visits.receive(key, sent, by=inspector)
    other = sent | {"summary": "另有发现", "answers": FAILED, "outcome": "to_follow_up"}
    return visits.receive(key, other, by=inspector).packet


def test_a_conflict_is_shown_field_by_field(conflict):
    found = {each.path: each for each in visit_conflicts.differences(conflict)}

    assert set(found) == {"summary", "outcome", "answers.guard", "answers.noise"}
    guard = found["answers.guard"]
    assert (guard.label, guard.first) == ("防护装置完好", "conforms")
    assert guard.second == "does not conform (无防护罩)"


def test_what_is_added_stands_beside_the_visit(conflict, officer):
    choices = dict.fromkeys(["summary", "outcome"], "keep") | {
        "answers.guard": "add",
        "answers.noise": "keep",
    }

    decided = visit_conflicts.decide(conflict, choices, by=officer, reason="第二部手机补报")

    assert (decided.conflict, decided.decided_by) == ("added", officer)
    addition = conflict.visit.additions.get()
    assert addition.about == "answers.guard"
    assert "无防护罩" in addition.text
    assert conflict.visit.answers.get(item__key="guard").verdict == "pass"
    with pytest.raises(TransitionRefused, match="decided already"):
        visit_conflicts.decide(conflict, choices, by=officer, reason="再来")


def test_every_difference_is_decided_on(conflict, officer):
    with pytest.raises(TransitionRefused, match="防护装置完好"):
        visit_conflicts.decide(conflict, {"summary": "keep"}, by=officer, reason="漏")

    conflict.refresh_from_db()
    assert conflict.conflict == "open"


def test_a_decided_packet_sent_again_is_no_conflict(conflict, officer, inspector):
    paths = [each.path for each in visit_conflicts.differences(conflict)]
    visit_conflicts.decide(conflict, dict.fromkeys(paths, "keep"), by=officer, reason="原件为准")

    again = visits.receive(conflict.visit.uuid, conflict.content, by=inspector)

    assert (again.in_conflict, again.is_new) == (False, False)
    assert VisitAddition.objects.count() == 0


# --- What follows ------------------------------------------------------------------------------


@pytest.fixture
def failing(inspector, colleague):
    sent = packet(inspector, colleague, answers=FAILED, outcome="to_follow_up")
    return visits.receive(uuid.uuid4(), sent, by=inspector).visit


def test_failed_items_become_the_items_of_an_order_in_one_step(failing, officer):
    proposed = visits.proposals(failing)
    assert [each["requirement"] for each in proposed] == [
        "加装防护装置",
        "改正：噪声",
    ]

    order = visits.order_from(
        failing,
        [
            {name: each[name] for name in ("kind", "requirement", "clause", "days")}
            for each in proposed
        ],
        by=officer,
        product="压力机",
        standard="GB 17120—2025",
    )

    assert (order.visit, order.enterprise, order.state) == (failing, failing.enterprise, "draft")
    assert [item.requirement for item in order.items.all()] == [
        each["requirement"] for each in proposed
    ]
    assert [item.days for item in order.items.all()] == [30, None]
    assert (
        "防护装置完好：不符合（无防护罩）；噪声：96 dB（规定≤ 90 dB，限值待核）" in order.findings
    )
    with pytest.raises(TransitionRefused, match="has its order"):
        visits.order_from(
            failing,
            [{"kind": "product", "requirement": "再来", "clause": ""}],
            by=officer,
            product="压力机",
            standard="GB",
        )


def test_the_minutes_say_what_was_found_and_are_issued_once(failing, officer):
    paper = visits.minute(failing, by=officer)

    assert visits.minute(failing, by=officer) == paper
    assert paper.facts["inspectors"][0]["badge"]
    assert [each["text"] for each in paper.facts["failures"]] == ["防护装置完好", "噪声"]
    assert paper.facts["signature_refused"] == "当事人不在场"


def test_half_a_visit_has_no_minutes_and_no_order(inspector, colleague, officer):
    sent = packet(inspector, colleague, photos=[photo(1)])
    visit = visits.receive(uuid.uuid4(), sent, by=inspector).visit

    for act in (
        lambda: visits.minute(visit, by=officer),
        lambda: visits.order_from(visit, [], by=officer, product="x", standard="y"),
    ):
        with pytest.raises(TransitionRefused) as refusal:
            act()
        assert refusal.value.code == "arriving"


def test_two_at_once_are_told_apart_by_the_lock(inspector, sent, django_db_blocker):
    """The lock is the transaction's: another connection that holds it makes this one busy."""
    key = uuid.uuid4()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s, %s)", [visits.RECEIVING, key.int % 2**31]
            )
            with pytest.raises(visits.Busy):
                visits.receive(key, sent, by=inspector)
            cursor.execute("ROLLBACK")
    finally:
        other.close()

    assert visits.receive(key, sent, by=inspector).is_new
