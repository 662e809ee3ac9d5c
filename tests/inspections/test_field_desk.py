"""What the desk sees of a visit that came from a phone, and what it makes of it."""

import uuid

import pytest
from django.urls import reverse

from inspections.models import RectificationOrder, Sample, Visit, VisitPacket
from tests.inspections.clients import api_of, browser_of, queries
from tests.inspections.packets import FAILED, packet, put, received, sheet


@pytest.fixture
def sent(inspector, colleague):
    return packet(inspector, colleague, answers=FAILED, outcome="to_follow_up") | {
        "proposals": [
            {"item": "guard", "text": "三日内加装防护罩", "days": 3, "due_on": "2026-01-01"},
            {"text": "设专人负责", "kind": "staff"},
        ],
        "samples": [sheet(seals="")],
    }


def page_of(visit, task="change"):
    return reverse(f"admin:inspections_visit_{task}", args=[visit.pk])


def test_the_page_of_the_visit_shows_what_was_told_and_what_was_sampled(inspector, officer, sent):
    visit = received(put(api_of(inspector), sent))

    shown = browser_of(officer).get(page_of(visit)).content.decode()

    refusal = visit.follow_ups.get(name__startswith="sample:").refusal
    for words in (
        "三日内加装防护罩",
        "another day than was told",
        Sample.objects.get().get_absolute_url(),
        refusal,
    ):
        assert words in shown


def test_the_page_of_a_sample_leads_to_the_visit_that_it_came_with(inspector, officer, sent):
    visit = received(put(api_of(inspector), sent))

    page = browser_of(officer).get(Sample.objects.get().get_absolute_url())

    assert f'href="{page_of(visit)}"' in page.content.decode()


def test_the_order_is_drafted_from_what_the_party_was_told_in_one_step(inspector, officer, sent):
    visit = received(put(api_of(inspector), sent))
    browser = browser_of(officer)

    form = browser.get(page_of(visit, "order")).context["form"]
    typed = {
        name: form.get_initial_for_field(field, name)
        for name, field in form.fields.items()
        if form.get_initial_for_field(field, name) not in (None, False)
    }
    browser.post(page_of(visit, "order"), typed | {"product": "冲床", "standard": "GB 17120"})

    order = RectificationOrder.objects.get(visit=visit)
    assert [(item.requirement, item.days) for item in order.items.order_by("position")] == [
        ("三日内加装防护罩", 3),
        ("设专人负责", None),
    ]


def test_a_visit_without_a_checklist_is_ordered_from_by_what_was_told(inspector, officer, sent):
    sent |= {"checklist_version": None, "answers": [], "summary": "机器无防护罩。", "samples": []}
    sent["proposals"] = [{"text": "加装防护罩", "days": 3}]
    visit = received(put(api_of(inspector), sent))

    page = browser_of(officer).get(page_of(visit, "order"))

    (offered,) = page.context["form"].proposals
    assert (offered["label"], offered["wanted"], offered["answer"]) == ("加装防护罩", True, None)


def test_a_conflict_shows_the_parts_from_the_phone_field_by_field(inspector, officer, sent):
    phone, key = api_of(inspector), uuid.uuid4()
    visit = received(put(phone, sent, key))
    other = sent | {
        "proposals": sent["proposals"][:1],
        "samples": [sent["samples"][0] | {"batch": "20261101"}],
    }
    put(phone, other, key)

    page = browser_of(officer).get(page_of(visit, "conflict"))

    labels = [difference.label for difference, _choice in page.context["form"].rows()]
    assert labels == ["proposal 2", "sampling sheet of 台式冲床"]
    assert "20261101" in page.content.decode()
    assert VisitPacket.objects.get(conflict="open").visit == visit


def test_a_visit_with_more_sheets_costs_no_more_statements_to_read(inspector, colleague):
    phone = api_of(inspector)

    def cost(count):
        key = uuid.uuid4()
        put(
            phone,
            packet(inspector, colleague)
            | {
                "samples": [sheet(seals="") for _n in range(count)],
                "proposals": [{"text": f"改正{n}", "days": 3} for n in range(count)],
            },
            key,
        )
        assert Visit.objects.get(uuid=key).proposals.count() == count
        return queries(lambda: phone.get(f"/api/v1/visits/{key}/"))

    cost(1)
    assert cost(2) == cost(12)
