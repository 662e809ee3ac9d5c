from qualitysup.documents.models.agency import Agency
from qualitysup.documents.models.content import Content
from qualitysup.documents.models.issued import IssuedDocument
from qualitysup.documents.models.proof import ProofOfService
from qualitysup.documents.models.series import NumberSeries
from qualitysup.documents.models.template import Template

__all__ = [
    "Agency",
    "Content",
    "IssuedDocument",
    "NumberSeries",
    "ProofOfService",
    "Template",
]
