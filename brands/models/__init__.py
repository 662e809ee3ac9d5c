from brands.models.honour import Honour, HonourPeriod
from brands.models.kind import HonourKind, ValidityRule
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
    "Honour",
    "HonourKind",
    "HonourPeriod",
    "LeagueEntry",
    "PatrolGroup",
    "RegionalTitle",
    "Sweep",
    "SweepCell",
    "SweepFinding",
    "SweepLog",
    "SweepTrade",
    "TitleReview",
    "ValidityRule",
]
