"""Recording that a paper was served: the party's terms run from that day."""

from django.db import transaction

from qualitysup.documents import signals
from qualitysup.documents.models import IssuedDocument, ProofOfService
from qualitysup.documents.services import issuing


@transaction.atomic
def record(document, *, by, manner, place, served_at, server, **details) -> ProofOfService:
    """Keep how, when and to whom a paper was served.

    ``details`` are further fields of the proof: ``second_server``, ``receiver`` and ``relation``
    or ``refusal``, ``witness``, ``on_camera``, ``reference``, ``note``; and ``corrects``, the
    standing proof that this one puts right.
    """
    document = IssuedDocument.objects.locked().get(pk=document.pk)
    proof = ProofOfService(
        document=document,
        division_id=document.division_id,
        manner=manner,
        place=place,
        served_at=served_at,
        server=server,
        recorded_by=by,
        **details,
    )
    proof.full_clean()
    proof.save()
    signals.served.send(ProofOfService, proof=proof)
    return proof


@transaction.atomic
def print_proof(proof, *, by) -> IssuedDocument:
    """Issue the 送达回证 as a paper of its own; asking again gives the same paper."""
    proof = ProofOfService.objects.locked().get(pk=proof.pk)
    if proof.paper is None:
        case = proof.document.case
        proof.paper = issuing.issue(case, "proof_of_service", by=by, proof=proof)
        proof.save(update_fields=["paper"])
    return proof.paper


def unserved():
    """The papers that still have to be served."""
    return IssuedDocument.objects.unserved()
