"""What a phone hands in beyond the checklist, and what the world did meanwhile.

A new workshop, a re-inspection, proposals and sampling sheets: each is whole at the server, or is
refused in words without the visit being lost.
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
from inspections.services import follow_ups, patrols, visit_conflicts, visits
from qualitysup.accounts.roles import Role
from qualitysup.clock.services import deadlines
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory, ProductFactory, uscc_number
from tests.factories import BEIJIAO, CHENCUN, UserFactory
from tests.inspections.clients import api_of, at_once
from tests.inspections.factories import (
    ChecklistVersionFactory,
    PatrolFactory,
    RectificationOrderFactory,
    SamplingPlanFactory,
    SuperiorSamplingFactory,
)
from tests.inspections.packets import FAILED, packet, photo, send, sha
from tests.inspections.stories import order_in

WORKSHOP = {
    "name": "陈村老李压面作坊",
    "uscc": "",
    "address": "陈村镇赤花居委会3巷2号",
    "representative": "李某",
    "phone": "13800000000",
    "division": CHENCUN,
}


@pytest.fixture
def colleague(db):
    return UserFactory(roles=[Role.INSPECTOR], badged=True)


@pytest.fixture
def phone(inspector):
    return api_of(inspector)


def put(phone, content, key=None):
    key = key or uuid.uuid4()
    return phone.put(f"/api/v1/visits/{key}/", content, headers={"X-Device": "测试手机"})


def faults(answer):
    assert answer.status_code == 400, answer.content
    return answer.json()["errors"]


def received(answer):
    assert answer.status_code in (200, 201), answer.content
    return Visit.objects.get(uuid=answer.json()["uuid"])


def standing(answer):
    """How each thing that follows stands, by its name without the part."""
    return [(each["name"].split(":")[0], each["state"]) for each in answer.json()["follow_ups"]]


# --- A workshop that is not in the register ------------------------------------------------------


def at_workshop(*people, **more):
    content = packet(*people, kind="unplanned")
    return content | {"enterprise": None, "party": WORKSHOP | more}


def test_a_new_workshop_is_entered_in_the_register_with_its_visit(phone, inspector, colleague):
    answer = put(phone, at_workshop(inspector, colleague))

    visit = received(answer)
    workshop = visit.enterprise
    assert (workshop.name, workshop.uscc, workshop.division_id) == (WORKSHOP["name"], None, CHENCUN)
    assert (workshop.legal_representative, float(workshop.lng)) == ("李某", 113.25)
    assert (visit.party_name, visit.party_representative) == (WORKSHOP["name"], "李某")
    assert answer.json()["enterprise"]["id"] == workshop.pk
    (note,) = visit.additions.all()
    assert (note.about, note.by) == ("party", inspector)


def test_a_workshop_like_one_of_the_register_is_noted_for_the_desk(phone, inspector, colleague):
    there = EnterpriseFactory(workshop=True, name=WORKSHOP["name"], division_id=CHENCUN)

    visit = received(put(phone, at_workshop(inspector, colleague)))

    assert visit.enterprise != there
    assert WORKSHOP["name"] in visit.additions.get().text


def test_a_party_with_a_code_is_found_by_it_also_after_a_merge(
    phone, inspector, colleague, officer
):
    survivor, there = EnterpriseFactory(), EnterpriseFactory()
    merging.merge(survivor, there, by=officer)

    visit = received(put(phone, at_workshop(inspector, colleague, uscc=f" {there.uscc.lower()} ")))

    assert visit.enterprise == survivor
    assert WORKSHOP["name"] in visit.additions.get().text
    assert not Enterprise.objects.filter(name=WORKSHOP["name"]).exists()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"uscc": "914406060000000000"}, "party.uscc"),
        ({"name": "——"}, "party.name"),
        ({"division": "420200000000"}, "party.division"),
        ({"division": "440606999000"}, "party.division"),
        ({"division": "x"}, "party.division"),
    ],
)
def test_a_party_that_cannot_be_entered_is_refused_by_path_and_nothing_is_kept(
    phone, inspector, colleague, wrong, path
):
    content = at_workshop(inspector, colleague, **wrong)
    before = Enterprise.objects.count()

    assert path in faults(put(phone, content))

    assert (Visit.objects.count(), Enterprise.objects.count()) == (0, before)


def test_a_code_registered_elsewhere_tells_nothing_of_whose_it_is(colleague):
    one = UserFactory(roles=[Role.INSPECTOR], badged=True, divisions=[CHENCUN])
    elsewhere = EnterpriseFactory(division_id=BEIJIAO)

    found = faults(put(api_of(one), at_workshop(one, colleague, uscc=elsewhere.uscc)))

    assert elsewhere.name not in str(found["party.uscc"])


def test_it_is_an_enterprise_or_a_party_and_not_both(phone, inspector, colleague):
    content = packet(inspector, colleague)

    for wrong in ({"enterprise": None}, {"party": WORKSHOP}):
        assert "enterprise" in faults(put(phone, content | wrong))


@pytest.mark.django_db(transaction=True)
def test_two_phones_at_the_same_new_workshop_enter_its_code_once():
    people = [UserFactory(roles=[Role.INSPECTOR], badged=True) for _each in range(2)]
    content = at_workshop(*people, uscc=uscc_number(7_000_001))
    content["checklist_version"], content["answers"] = None, []
    phones = [api_of(one) for one in people]

    answers = at_once(*(lambda phone=phone: put(phone, content) for phone in phones))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Enterprise.objects.filter(uscc=content["party"]["uscc"]).count() == 1


# --- Re-inspections ------------------------------------------------------------------------------


@pytest.fixture
def called(inspector):
    """An order whose re-inspection is to be held."""
    order = order_in("reinspecting")
    return order.reinspections.get()


def reinspected(called, *people, failing=(), **more):
    items = [entry.item_id for entry in called.items.all()]
    return (
        packet(*people, enterprise=called.order.enterprise, kind="reinspection", errand=called.pk)
        | {"checklist_version": None, "answers": []}
        | {
            "outcome": "to_follow_up" if failing else "no_problem",
            "summary": "逐项复查。",
            "reinspected": [
                {"item": item, "passed": n not in failing, "finding": "现场核实"}
                for n, item in enumerate(items)
            ],
        }
        | more
    )


def test_a_reinspection_is_concluded_by_its_visit(phone, inspector, colleague, called):
    after = photo(3)
    item = called.items.first().item
    content = reinspected(called, inspector, colleague) | {
        "photos": [{"sha256": sha(after), "order_item": item.pk}]
    }

    waiting = put(phone, content, key := uuid.uuid4())
    send(after, inspector)
    answer = put(phone, content, key)

    assert (waiting.json()["missing"], answer.json()["missing"]) == ([sha(after)], [])
    assert ("reinspection-held", "done") in standing(answer)
    called.refresh_from_db()
    assert (called.passed, called.visit) == (True, received(answer))
    assert set(called.inspectors.all()) == {inspector, colleague}
    called.order.refresh_from_db()
    assert called.order.state == "passed"
    assert Attachment.objects.of(item).get().kind == Attachment.Kind.AFTER


def test_what_is_not_put_right_is_carried_on(phone, inspector, colleague, called):
    answer = put(phone, reinspected(called, inspector, colleague, failing=[0]))

    assert ("reinspection-held", "done") in standing(answer)
    called.order.refresh_from_db()
    assert called.order.state == "failed"
    first, second = called.items.all()
    assert (first.item.is_open, second.item.is_open) == (True, False)


def test_a_reinspection_says_of_exactly_the_items_carried(phone, inspector, colleague, called):
    content = reinspected(called, inspector, colleague)
    first, second = content["reinspected"]
    other = RectificationOrderFactory(state="issued").items.first().pk

    for path, said in {
        "reinspected": [first],
        "reinspected[1].item": [first, first],
        "reinspected[2].item": [first, second, {"item": other, "passed": True}],
        "reinspected[0].finding": [first | {"passed": False, "finding": " "}, second],
        "outcome": [first | {"passed": False}, second],
    }.items():
        assert path in faults(put(phone, content | {"reinspected": said})), path
    assert "errand" in faults(put(phone, content | {"errand": None}))
    assert "errand" in faults(put(phone, content | {"enterprise": EnterpriseFactory().pk}))
    assert not Visit.objects.exists()


def test_nobody_there_concludes_no_reinspection(phone, inspector, colleague, called):
    content = reinspected(called, inspector, colleague, outcome="unreachable")

    for said in ([], content["reinspected"][:1]):
        answer = put(phone, content | {"reinspected": said})
        assert "reinspection-held" not in [name for name, _state in standing(answer)]

    called.refresh_from_db()
    assert called.passed is None


def test_an_order_withdrawn_meanwhile_keeps_the_visit_and_says_why(
    phone, inspector, colleague, chief
):
    """The objection was upheld while the inspectors were out; the re-inspection has no order."""
    order = RectificationOrderFactory(state="reinspecting")
    called = order.reinspections.get()
    content = reinspected(called, inspector, colleague)
    order.state, order.closed_on = "withdrawn", timezone.localdate()
    order.save()

    answer = put(phone, content)

    (owed,) = [each for each in answer.json()["follow_ups"] if each["name"] == "reinspection-held"]
    assert owed["state"] == "refused"
    assert owed["words"]
    assert received(answer).state == "finished"


def test_a_reinspection_concluded_at_the_desk_meanwhile_is_not_concluded_twice(
    phone, inspector, colleague, called, chief
):
    content = reinspected(called, inspector, colleague)
    called.passed, called.held_on = True, timezone.localdate()
    called.save()

    answer = put(phone, content)

    assert ("reinspection-held", "refused") in standing(answer)
    called.refresh_from_db()
    assert called.visit is None


# --- Proposals -----------------------------------------------------------------------------------


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


# --- Sampling sheets -----------------------------------------------------------------------------


def sheet(**more):
    return {
        "uuid": str(uuid.uuid4()),
        "product": "台式冲床",
        "standard": "GB 17120—2025",
        "made_on": "",
        "base_quantity": "20",
        "sample_quantity": 1,
        "backup_quantity": "1.00",
        "unit": "台",
        "place": "warehouse",
        "seals": "001、002号，机身左侧",
        "price_paid": "",
        "signed_by": "测试厂长",
    } | more


def sampling(*people, sheets, **more):
    return packet(*people, **more) | {"samples": sheets}


def test_a_sheet_becomes_a_sample_with_a_number_and_comes_once(phone, inspector, colleague):
    one, key, shot, sign = sheet(), uuid.uuid4(), photo(8), photo(9)
    content = sampling(inspector, colleague, sheets=[one])
    content["photos"] = [{"sha256": sha(shot), "sample": one["uuid"]}]
    content["signatures"] = [
        {"sha256": sha(sign), "role": "party", "name": "测试厂长", "sample": one["uuid"]}
    ]
    for part in (shot, sign):
        send(part, inspector)

    first, again = put(phone, content, key), put(phone, content, key)

    sample = Sample.objects.get()
    assert first.json()["samples"] == again.json()["samples"]
    (told,) = first.json()["samples"]
    assert (told["uuid"], told["state"], told["number"]) == (one["uuid"], "drawn", sample.number)
    assert sample.number
    assert (sample.signed_by, sample.visit, sample.price_paid) == ("测试厂长", received(first), 0)
    assert set(sample.samplers.all()) == {inspector, colleague}
    assert sample.drawn_on == visits.day_of(sample.visit)
    assert Attachment.objects.of(sample).count() == 2
    assert standing(first)[-2:] == [("sheet", "done"), ("sample", "done")]


def test_a_sheet_that_lacks_something_waits_as_a_draft(phone, inspector, colleague):
    answer = put(phone, sampling(inspector, colleague, sheets=[sheet(seals="", standard="")]))

    (told,) = answer.json()["samples"]
    assert (told["state"], told["number"]) == ("draft", "")
    assert standing(answer)[-2:] == [("sheet", "done"), ("sample", "refused")]


def test_a_sample_counts_at_the_patrol_that_the_visit_was_made_for(phone, inspector, colleague):
    patrol = PatrolFactory(inspector=inspector)
    firm = patrol.enterprise

    for errand in (patrol.pk, 2**40):
        content = sampling(inspector, colleague, sheets=[sheet(product=f"冲床{errand}")])
        content |= {"enterprise": firm.pk, "errand": errand}
        assert put(phone, content).json()["samples"][0]["state"] == "drawn"

    assert [sample.patrol for sample in Sample.objects.order_by("pk")] == [patrol, None]


def test_what_the_law_forbids_to_sample_again_is_refused_and_the_others_are_not(
    phone, inspector, colleague
):
    """产品质量法 15; every sheet by itself, and the visit stands."""
    firm = EnterpriseFactory()
    SuperiorSamplingFactory(enterprise=firm, product="台式冲床")
    sheets = [sheet(), sheet(product="油压机")]

    answer = put(phone, sampling(inspector, colleague, sheets=sheets, enterprise=firm))

    assert received(answer).state == "finished"
    states = {each["uuid"]: each["state"] for each in answer.json()["samples"]}
    assert states == {sheets[0]["uuid"]: "draft", sheets[1]["uuid"]: "drawn"}
    refused = [each for each in answer.json()["follow_ups"] if each["state"] == "refused"]
    assert [each["name"] for each in refused] == [f"sample:{uuid.UUID(sheets[0]['uuid']).hex}"]
    assert refused[0]["words"]


def test_a_sheet_refused_by_the_law_is_issued_when_the_desk_says_why_not(
    phone, inspector, colleague, officer
):
    """What was done at the desk meanwhile is left as it was done."""
    answer = put(phone, sampling(inspector, colleague, sheets=[sheet(seals="")]))
    sample = Sample.objects.get()
    sample.seals = "003号"
    sample.save()

    owed = follow_ups.try_again(
        received(answer).follow_ups.get(name__startswith="sample:"), by=officer
    )

    assert owed.done_at is not None
    sample.refresh_from_db()
    assert (sample.state, sample.drawn_on) == ("drawn", visits.day_of(sample.visit))


def test_a_party_that_refuses_to_be_sampled_is_on_record(phone, inspector, colleague):
    refused = {"uuid": str(uuid.uuid4()), "product": "台式冲床", "refusal": "no_cause"}

    answer = put(phone, sampling(inspector, colleague, sheets=[refused]))

    sample = Sample.objects.get()
    assert (sample.state, sample.refusal, sample.closed_on) == (
        "refused",
        "no_cause",
        visits.day_of(sample.visit),
    )
    assert standing(answer)[-1] == ("sample", "done")


def test_a_product_removed_from_the_register_meanwhile_is_still_the_sheets(
    phone, inspector, colleague
):
    product = ProductFactory(name="台式冲床")
    content = sampling(inspector, colleague, sheets=[sheet()], enterprise=product.enterprise)
    product.delete()

    assert put(phone, content).json()["samples"][0]["state"] == "drawn"


def test_a_sheet_is_refused_by_path(phone, inspector, colleague):
    elsewhere = SamplingPlanFactory(division_id="420200000000").pk
    one = sheet()
    wrong = {
        "samples[0].base_quantity": [sheet(base_quantity=1)],
        "samples[0].plan": [sheet(plan=elsewhere)],
        "samples[1].uuid": [one, one],
        "samples[0].price": [sheet(price=1)],
        "samples[0].made_on": [sheet(made_on="昨天")],
    }

    for path, sheets in wrong.items():
        answer = put(phone, sampling(inspector, colleague, sheets=sheets))
        assert path in faults(answer), path
    stray = sampling(inspector, colleague, sheets=[])
    stray["photos"] = [{"sha256": sha(photo()), "sample": one["uuid"]}]
    assert "photos[0].sample" in faults(put(phone, stray))


# --- Meanwhile -----------------------------------------------------------------------------------


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


def test_a_phone_two_days_ahead_samples_on_the_day_of_receipt(phone, inspector, colleague):
    ahead = timezone.now() + dt.timedelta(days=2)
    content = sampling(inspector, colleague, sheets=[sheet()])
    content |= {"started_at": ahead.isoformat(), "ended_at": ahead.isoformat()}

    assert put(phone, content).json()["samples"][0]["state"] == "drawn"

    assert Sample.objects.get().drawn_on == timezone.localdate()


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


# --- The receipt ---------------------------------------------------------------------------------


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


# --- Conflicts over the new parts ----------------------------------------------------------------


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


def test_another_party_under_the_same_number_is_a_conflict_and_enters_nothing(
    phone, inspector, colleague
):
    content, key = at_workshop(inspector, colleague), uuid.uuid4()
    put(phone, content, key)
    before = Enterprise.objects.count()

    other = put(phone, content | {"party": WORKSHOP | {"address": "别处"}}, key)

    assert (other.status_code, Enterprise.objects.count()) == (409, before)
    (found,) = visit_conflicts.differences(VisitPacket.objects.get(conflict="open"))
    assert (found.path, found.second) == ("party.address", "别处")


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
