import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from qualitysup.documents import rendering
from qualitysup.documents.models import IssuedDocument, ProofOfService
from qualitysup.documents.services import contents, issuing, serving
from qualitysup.documents.signals import served
from tests.documents.factories import proof_facts, serve

LEFT = {
    "manner": "left",
    "receiver": "",
    "relation": "",
    "refusal": "法定代表人阅后拒绝签收。",
    "witness": "陈村镇仙涌村委会 何某",
}


def test_proof_keeps_how_when_and_to_whom(issued, officer, inspector):
    at = timezone.now()

    proof = serve(issued, officer, inspector, served_at=at)

    proof.refresh_from_db()
    assert (proof.document, proof.division_id) == (issued, issued.division_id)
    assert (proof.manner, proof.receiver, proof.relation) == ("direct", "梁启衡", "法定代表人")
    assert (proof.server, proof.second_server, proof.recorded_by) == (officer, inspector, officer)
    assert proof.served_at == at


@pytest.mark.parametrize(
    "facts",
    [
        {},
        LEFT,
        LEFT | {"witness": "", "on_camera": True},
        {"manner": "post", "second_server": None, "reference": "EMS 1234567890123"},
        {"manner": "post", "second_server": None, "receiver": "", "refusal": "拒收退回"},
        {"manner": "entrusted", "second_server": None},
        {"manner": "electronic", "second_server": None, "place": "qiheng@example.com"},
        {"manner": "notice", "second_server": None, "receiver": "", "relation": ""},
    ],
)
def test_lawful_service_is_recorded(issued, officer, inspector, facts):
    assert serve(issued, officer, inspector, **facts).pk


UNLAWFUL = {
    "neither received nor refused": ({"receiver": ""}, "proof_received_or_refused"),
    "both": ({"manner": "post", "refusal": "拒收"}, "proof_received_or_refused"),
    "left with nobody refusing": (
        {"manner": "left", "witness": "何某"},
        "proof_refusal_is_left_behind",
    ),
    "refused in person but not left": (
        {"receiver": "", "refusal": "拒收"},
        "proof_refusal_is_left_behind",
    ),
    "left without witness or camera": (
        LEFT | {"witness": ""},
        "proof_left_before_witness_or_camera",
    ),
    "one alone": ({"second_server": None}, "proof_in_person_by_two"),
    "left by one": (LEFT | {"second_server": None}, "proof_in_person_by_two"),
    "a notice that somebody received": ({"manner": "notice"}, "proof_received_or_refused"),
}


@pytest.mark.parametrize("name", UNLAWFUL)
def test_unlawful_service_is_refused_by_the_service_and_by_the_database(
    issued, officer, inspector, name
):
    changes, constraint = UNLAWFUL[name]
    facts = proof_facts(officer, inspector, **changes)

    with pytest.raises(ValidationError):
        serving.record(issued, by=officer, **facts)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ProofOfService.objects.create(
            document=issued, division_id=issued.division_id, recorded_by=officer, **facts
        )


def test_two_servers_are_two_people(issued, officer):
    with pytest.raises(ValidationError):
        serve(issued, officer, officer)


def test_paper_is_served_once(issued, officer, inspector):
    serve(issued, officer, inspector)

    with pytest.raises(ValidationError):
        serve(issued, officer, inspector)
    assert ProofOfService.objects.count() == 1


def test_mistake_is_corrected_by_a_second_proof(issued, officer, inspector):
    first = serve(issued, officer, inspector)

    second = serve(issued, officer, inspector, receiver="梁启航", corrects=first)

    assert list(issued.proofs.standing()) == [second]
    with pytest.raises(ValidationError):
        serve(issued, officer, inspector, corrects=first)


def test_correction_is_about_the_same_paper(order, case, issued, officer, inspector):
    other = serve(issuing.issue(case, order.code, by=officer), officer, inspector)

    with pytest.raises(ValidationError, match="corrects"):
        serve(issued, officer, inspector, corrects=other)


@pytest.mark.parametrize("shift", [dt.timedelta(days=1), -dt.timedelta(days=1)])
def test_time_of_service_lies_between_issue_and_now(issued, officer, inspector, shift):
    with pytest.raises(ValidationError, match="served_at"):
        serve(issued, officer, inspector, served_at=timezone.now() + shift)


def test_void_paper_is_not_served(issued, officer, inspector, leader):
    issuing.void(issued, by=leader, reason="当事人名称有误")

    with pytest.raises(ValidationError, match="document"):
        serve(issued, officer, inspector)


def test_proof_is_not_changed_even_by_sql(issued, officer, inspector):
    proof = serve(issued, officer, inspector)

    for attempt in (
        lambda: ProofOfService.objects.update(receiver="别人"),
        lambda: ProofOfService.objects.update(served_at=timezone.now()),
        proof.delete,
    ):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            attempt()


def test_unserved_are_standing_papers_that_have_to_be_served(
    order, case, issued, officer, inspector, leader
):
    second, third = (issuing.issue(case, order.code, by=officer) for _ in range(2))
    issuing.void(second, by=leader, reason="有误")
    proof = serve(third, officer, inspector)
    serving.print_proof(proof, by=officer)

    assert list(serving.unserved()) == [issued]


def test_news_of_service_comes_in_the_same_transaction(issued, officer, inspector):
    def starts_a_term(sender, proof, **kwargs):
        raise ZeroDivisionError

    served.connect(starts_a_term)
    try:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            serve(issued, officer, inspector)
    finally:
        served.disconnect(starts_a_term)

    assert not ProofOfService.objects.exists()


def test_printed_proof_is_a_paper_of_its_own_and_printed_once(issued, officer, inspector):
    proof = serve(issued, officer, inspector, **LEFT, note="张贴于厂门")

    paper = serving.print_proof(proof, by=officer)

    proof.refresh_from_db()
    said = rendering.text_of(contents.read(paper.docx_id))
    assert serving.print_proof(proof, by=officer) == proof.paper == paper
    assert paper.number == f"顺市监送达〔{timezone.localdate().year}〕1号"
    assert paper.case == issued.case
    for words in (issued.number, "留置送达", LEFT["refusal"], LEFT["witness"], "张贴于厂门"):
        assert words in said
    assert inspector.badge_number in said
    assert IssuedDocument.objects.of(issued.case).count() == 2
