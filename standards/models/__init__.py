from standards.models.classification import Classification, StandardPrefix
from standards.models.drafting import Drafting, StatedFigure
from standards.models.execution import Execution, TradeStandard
from standards.models.filing import (
    Filing,
    FilingItem,
    FilingLog,
    FilingProduct,
    FilingStandard,
)
from standards.models.institute import (
    Accreditation,
    Achievement,
    Assessment,
    Institute,
    InstituteFigure,
    Qualification,
    Service,
)
from standards.models.standard import Adoption, Replacement, Standard

__all__ = [
    "Accreditation",
    "Achievement",
    "Adoption",
    "Assessment",
    "Classification",
    "Drafting",
    "Execution",
    "Filing",
    "FilingItem",
    "FilingLog",
    "FilingProduct",
    "FilingStandard",
    "Institute",
    "InstituteFigure",
    "Qualification",
    "Replacement",
    "Service",
    "Standard",
    "StandardPrefix",
    "StatedFigure",
    "TradeStandard",
]
