from standards.models.barcode import BarcodeCheck, BarcodePrefix, FirmCode
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
from standards.models.label import LabelCheck, LabelFinding, LabelItem
from standards.models.search import NoveltyLine, Translation
from standards.models.service import ServiceRequest, ServiceRequestLog
from standards.models.standard import Adoption, Replacement, Standard

__all__ = [
    "Accreditation",
    "Achievement",
    "Adoption",
    "Assessment",
    "BarcodeCheck",
    "BarcodePrefix",
    "Classification",
    "Drafting",
    "Execution",
    "Filing",
    "FilingItem",
    "FilingLog",
    "FilingProduct",
    "FilingStandard",
    "FirmCode",
    "Institute",
    "InstituteFigure",
    "LabelCheck",
    "LabelFinding",
    "LabelItem",
    "NoveltyLine",
    "Qualification",
    "Replacement",
    "Service",
    "ServiceRequest",
    "ServiceRequestLog",
    "Standard",
    "StandardPrefix",
    "StatedFigure",
    "TradeStandard",
    "Translation",
]
