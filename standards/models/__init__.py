from standards.models.classification import Classification, StandardPrefix
from standards.models.execution import Execution, TradeStandard
from standards.models.standard import Adoption, Replacement, Standard

__all__ = [
    "Adoption",
    "Classification",
    "Execution",
    "Replacement",
    "Standard",
    "StandardPrefix",
    "TradeStandard",
]
