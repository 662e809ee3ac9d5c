from brands.models.catalogue import Catalogue, CatalogueEntry, CatalogueLog
from brands.models.counterfeit import CounterfeitClue, CounterfeitClueLog
from brands.models.cultivation import (
    Commitment,
    Cultivation,
    CultivationLog,
    CultivationVisit,
)
from brands.models.honour import Honour, HonourPeriod
from brands.models.kind import HonourKind, ValidityRule
from brands.models.publicity import (
    PublicityChannel,
    PublicityItem,
    PublicityItemLog,
    WordingRule,
)
from brands.models.requirement import Area, Requirement
from brands.models.screening import Criterion, Screening, ScreeningPoint, ScreeningSheet
from brands.models.sweep import (
    PatrolGroup,
    Sweep,
    SweepCell,
    SweepFinding,
    SweepLog,
    SweepTrade,
)
from brands.models.title import LeagueEntry, RegionalTitle, TitleReview
from brands.models.veto import VetoRecord

__all__ = [
    "Area",
    "Catalogue",
    "CatalogueEntry",
    "CatalogueLog",
    "Commitment",
    "CounterfeitClue",
    "CounterfeitClueLog",
    "Criterion",
    "Cultivation",
    "CultivationLog",
    "CultivationVisit",
    "Honour",
    "HonourKind",
    "HonourPeriod",
    "LeagueEntry",
    "PatrolGroup",
    "PublicityChannel",
    "PublicityItem",
    "PublicityItemLog",
    "RegionalTitle",
    "Requirement",
    "Screening",
    "ScreeningPoint",
    "ScreeningSheet",
    "Sweep",
    "SweepCell",
    "SweepFinding",
    "SweepLog",
    "SweepTrade",
    "TitleReview",
    "ValidityRule",
    "VetoRecord",
    "WordingRule",
]
