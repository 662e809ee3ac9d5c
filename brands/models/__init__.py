from brands.models.counterfeit import CounterfeitClue, CounterfeitClueLog
from brands.models.honour import Honour, HonourPeriod
from brands.models.kind import HonourKind, ValidityRule
from brands.models.publicity import (
    PublicityChannel,
    PublicityItem,
    PublicityItemLog,
    WordingRule,
)
from brands.models.sweep import (
    PatrolGroup,
    Sweep,
    SweepCell,
    SweepFinding,
    SweepLog,
    SweepTrade,
)
from brands.models.title import LeagueEntry, RegionalTitle, TitleReview

__all__ = [
    "CounterfeitClue",
    "CounterfeitClueLog",
    "Honour",
    "HonourKind",
    "HonourPeriod",
    "LeagueEntry",
    "PatrolGroup",
    "PublicityChannel",
    "PublicityItem",
    "PublicityItemLog",
    "RegionalTitle",
    "Sweep",
    "SweepCell",
    "SweepFinding",
    "SweepLog",
    "SweepTrade",
    "TitleReview",
    "ValidityRule",
    "WordingRule",
]
