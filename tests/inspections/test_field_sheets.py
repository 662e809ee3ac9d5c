"""A sampling sheet from the phone: a sample with its number, or a draft that says what it lacks."""

import datetime as dt
import uuid

from django.utils import timezone

from inspections.models import Sample
from inspections.services import follow_ups, visits
from qualitysup.evidence.models import Attachment
from tests.enterprises.factories import EnterpriseFactory, ProductFactory
from tests.inspections.factories import PatrolFactory, SamplingPlanFactory, SuperiorSamplingFactory
from tests.inspections.packets import (
    faults,
    photo,
    put,
    received,
    sampling,
    send,
    sha,
    sheet,
    standing,
)


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


def test_a_phone_two_days_ahead_samples_on_the_day_of_receipt(phone, inspector, colleague):
    ahead = timezone.now() + dt.timedelta(days=2)
    content = sampling(inspector, colleague, sheets=[sheet()])
    content |= {"started_at": ahead.isoformat(), "ended_at": ahead.isoformat()}

    assert put(phone, content).json()["samples"][0]["state"] == "drawn"

    assert Sample.objects.get().drawn_on == timezone.localdate()
