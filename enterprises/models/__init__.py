from enterprises.models.enterprise import Contact, Enterprise, FormerName
from enterprises.models.figures import AnnualFigure
from enterprises.models.imports import ImportJob, RejectedRow
from enterprises.models.industry import IndustryClass
from enterprises.models.merging import MergeRecord
from enterprises.models.products import Licence, Product
from enterprises.models.representation import Representation
from enterprises.models.risk import RiskAssessment

__all__ = [
    "AnnualFigure",
    "Contact",
    "Enterprise",
    "FormerName",
    "ImportJob",
    "IndustryClass",
    "Licence",
    "MergeRecord",
    "Product",
    "RejectedRow",
    "Representation",
    "RiskAssessment",
]
