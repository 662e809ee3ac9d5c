"""What a phone hands in beyond the checklist, and what the world did meanwhile.

Each part is whole at the server, or is refused in words without the visit being lost.
"""

import datetime as dt
import io
import uuid

import pytest
from django.utils import timezone
from PIL import Image

from enterprises.models import Enterprise
from enterprises.services import merging
from inspections.models import Sample, Visit, VisitPacket, VisitProposal
from inspections.services import patrols, visit_conflicts, visits
from qualitysup.accounts.roles import Role
from qualitysup.clock.services import deadlines
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.clients import api_of, at_once
from tests.inspections.factories import ChecklistVersionFactory, PatrolFactory
from tests.inspections.packets import (
    FAILED,
    WORKSHOP,
    at_workshop,
    faults,
    packet,
    photo,
    put,
    received,
    reinspected,
    sampling,
    send,
    sha,
    sheet,
    standing,
)

# --- Proposals ------------------------------------------------------------------------------------


def proposing(*people, **more):
    content = packet(*people, answers=FAILED, outcome="to_follow_up")
    return (
        content
        | {
            "proposals": [
                {"item": "guard", "text": "三日内加装防护罩", "days": 3, "due_on": "2026-01-01"},
                {"text": "设专人负责", "kind": "staff"},
            ]
        }
        | more
    )


def test_proposals_are_kept_with_the_day_told_and_the_day_computed(phone, inspector, colleague):
    visit = received(put(phone, proposing(inspector, colleague)))

    first, second = visit.proposals.all()
    day = visits.day_of(visit)
    assert (first.answer.item.key, first.kind, first.days) == ("guard", "product", 3)
    assert first.due_on == deadlines.computed("correct-item", day, amount=3).due
    assert (first.claimed_due_on, first.was_told_another_day) == (dt.date(2026, 1, 1), True)
    assert (second.answer, second.kind, second.due_on) == (
        None,
        "staff",
        deadlines.computed("correct", day).due,
    )


def test_the_order_is_drafted_in_the_words_that_the_party_was_told(
    phone, inspector, colleague, officer
):
    shot = photo(4)
    send(shot, inspector)
    content = proposing(inspector, colleague, photos=[{"sha256": sha(shot), "item": "guard"}])
    visit = received(put(phone, content))

    found = visits.proposals(visit)
    wanted = [each for each in found if each["wanted"]]
    names = ("answer", "kind", "requirement", "clause", "days")
    order = visits.order_from(
        visit,
        [{name: each[name] for name in names} for each in wanted],
        by=officer,
        product="冲床",
        standard="GB 17120—2025",
    )

    assert [each["requirement"] for each in wanted] == ["三日内加装防护罩", "设专人负责"]
    assert [each["answer"].item.key for each in found if not each["wanted"]] == ["noise"]
    guard, staff = order.items.order_by("position")
    assert (guard.days, guard.answer.item.key, staff.answer) == (3, "guard", None)
    assert guard.answer.photos.get().file.sha256 == sha(shot)


def test_a_proposal_for_an_item_that_conforms_is_refused_by_path(phone, inspector, colleague):
    content = proposing(inspector, colleague)
    content["proposals"].append({"item": "state", "text": "整理"})

    assert faults(put(phone, content)).keys() == {"proposals[2].item"}


# --- Meanwhile ------------------------------------------------------------------------------------


def test_a_checklist_retired_meanwhile_still_counts(phone, inspector, colleague):
    version = ChecklistVersionFactory()
    content = packet(inspector, colleague, version=version)
    ChecklistVersionFactory()
    version.checklist.retired_on = timezone.localdate()
    version.checklist.save()

    visit = received(put(phone, content))

    assert (visit.checklist_version, visit.state) == (version, "finished")


def test_an_enterprise_merged_meanwhile_is_visited_at_the_survivor(
    phone, inspector, colleague, officer
):
    survivor, duplicate = EnterpriseFactory(), EnterpriseFactory()
    content = sampling(inspector, colleague, sheets=[sheet()], enterprise=duplicate)
    merging.merge(survivor, duplicate, by=officer)

    visit = received(put(phone, content))

    assert (visit.enterprise, Sample.objects.get().enterprise) == (survivor, survivor)
    assert duplicate.name in visit.additions.get().text


def test_a_patrol_postponed_meanwhile_is_made_by_its_visit(phone, inspector, colleague, chief):
    patrol = PatrolFactory(inspector=inspector)
    content = packet(inspector, colleague, enterprise=patrol.enterprise, errand=patrol.pk)
    later = patrol.due_on + dt.timedelta(days=10)
    patrols.postpone(patrol, by=chief, due_on=later, note="企业停产检修")

    answer = put(phone, content)

    assert ("patrol-made", "done") in standing(answer)
    patrol.refresh_from_db()
    assert (patrol.state, patrol.visit) == ("done", received(answer))


def of_size(n) -> bytes:
    """A picture that no other number has."""
    out = io.BytesIO()
    Image.new("RGB", (8 + n % 16, 8 + n // 16)).save(out, "JPEG")
    return out.getvalue()


def test_two_hundred_photos_are_one_visit_and_one_more_is_refused(phone, inspector, colleague):
    shots = [of_size(n) for n in range(201)]
    content = packet(inspector, colleague, photos=shots[:200])

    answer = put(phone, content, key := uuid.uuid4())
    for shot in shots[:200]:
        send(shot, inspector)

    assert len(answer.json()["missing"]) == 200
    visit = Visit.objects.get(uuid=key)
    assert visit.state == "finished"
    assert Attachment.objects.of(visit).count() == 200
    assert "photos" in faults(put(phone, packet(inspector, colleague, photos=shots)))


def test_a_packet_larger_than_any_visit_is_not_read(phone, inspector, colleague):
    answer = put(phone, packet(inspector, colleague, summary="字" * 4_000_000))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


# --- The receipt ----------------------------------------------------------------------------------


def test_a_phone_that_lost_the_answer_finds_all_of_it_at_the_visit(phone, inspector, colleague):
    content = sampling(inspector, colleague, sheets=[sheet(seals="")])

    receipt = put(phone, content, key := uuid.uuid4()).json()
    visit = phone.get(f"/api/v1/visits/{key}/").json()

    for name in ("uuid", "id", "number", "sha256", "state", "missing", "samples", "enterprise"):
        assert visit[name] == receipt[name], name
    told = {each["name"]: (each["state"], each["words"]) for each in receipt["follow_ups"]}
    assert told == {each["name"]: (each["state"], each["words"]) for each in visit["follow_ups"]}
    assert receipt["number"].startswith(f"{receipt['id']}-")


def test_the_history_says_that_it_came_from_the_field(phone, inspector, colleague):
    def door(visit):
        return visit.history.order_by("pgh_id").last().pgh_context["door"]

    on_phone = received(put(phone, packet(inspector, colleague)))
    key = uuid.uuid4()
    phone.put(f"/api/v1/visits/{key}/", packet(inspector, colleague))

    assert door(on_phone) == "field"
    assert door(Visit.objects.get(uuid=key)) == "api"


# --- Conflicts ------------------------------------------------------------------------------------


def test_two_packets_are_told_apart_in_every_part(phone, inspector, colleague, called, chief):
    one, key = sheet(), uuid.uuid4()
    first = reinspected(called, inspector, colleague, samples=[one])
    first["proposals"] = [{"text": "设专人负责", "days": 5}]
    second = first | {
        "samples": [one | {"batch": "20261101"}],
        "proposals": [{"text": "设专人负责", "days": 9}],
        "reinspected": [first["reinspected"][0], first["reinspected"][1] | {"finding": "另记"}],
    }

    answers = put(phone, first, key), put(phone, second, key)

    assert [answer.status_code for answer in answers] == [201, 409]
    contested = VisitPacket.objects.get(conflict="open")
    found = {each.path: each for each in visit_conflicts.differences(contested)}
    item = first["reinspected"][1]["item"]
    assert found.keys() == {
        f"reinspected.{item}",
        "proposals.0",
        f"samples.{uuid.UUID(one['uuid'])}",
    }
    assert "20261101" in found[f"samples.{one['uuid']}"].second
    visit_conflicts.decide(
        contested, dict.fromkeys(found, visit_conflicts.ADD), by=chief, reason="补充"
    )
    visit = received(answers[0])
    assert visit.additions.count() == 3
    assert Sample.objects.get().batch == ""
    assert VisitProposal.objects.get().days == 5


@pytest.mark.django_db(transaction=True)
def test_two_threads_with_the_same_packet_make_one_of_everything():
    people = [UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2)]
    content, key = at_workshop(*people) | {"samples": [sheet()]}, uuid.uuid4()
    content |= {"checklist_version": None, "answers": []}
    phones = [api_of(people[0]) for _each in range(3)]

    answers = at_once(*(lambda phone=phone: put(phone, content, key) for phone in phones))

    statuses = {answer.status_code for answer in answers}
    assert 201 in statuses
    assert statuses <= {201, 200, 423}
    assert put(phones[0], content, key).status_code == 200
    visit = Visit.objects.get()
    assert (visit.state, visit.packets.count()) == ("finished", 1)
    assert Sample.objects.get().state == "drawn"
    assert Enterprise.objects.filter(name=WORKSHOP["name"]).count() == 1
