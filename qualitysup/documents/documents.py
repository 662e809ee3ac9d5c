"""The one kind of paper that the kernel issues itself: 送达回证, for papers of every subject."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from qualitysup.documents import kinds
from qualitysup.documents.models import ProofOfService

MANNERS = {
    ProofOfService.Manner.DIRECT: "直接送达",
    ProofOfService.Manner.LEFT: "留置送达",
    ProofOfService.Manner.POST: "邮寄送达",
    ProofOfService.Manner.ENTRUSTED: "委托送达",
    ProofOfService.Manner.NOTICE: "公告送达",
    ProofOfService.Manner.ELECTRONIC: "电子送达",
}


def facts(case, *, proof) -> dict:
    served = proof.document
    servers = [person for person in (proof.server, proof.second_server) if person]
    return {
        "party": served.facts["party"],
        "document": {"title": served.title, "number": served.number},
        "manner": MANNERS[proof.manner],
        "place": proof.place,
        "served_at": proof.served_at,
        "receiver": proof.receiver,
        "relation": proof.relation,
        "refusal": proof.refusal,
        "witness": proof.witness,
        "servers": [{"name": str(one), "badge": one.badge_number} for one in servers],
        "note": "；".join(filter(None, [proof.reference, proof.note])),
    }


PROOF_OF_SERVICE = kinds.register(
    kinds.Kind(
        code="proof_of_service",
        title="送达回证",
        word="送达",
        label=_("proof of service"),
        facts=facts,
        template=Path(__file__).parent / "paper" / "proof_of_service.docx",
        served=False,
    )
)
