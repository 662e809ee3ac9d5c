from brands.models.honour import Honour, HonourPeriod
from brands.models.kind import HonourKind, ValidityRule
from brands.models.title import LeagueEntry, RegionalTitle, TitleReview

__all__ = [
    "Honour",
    "HonourKind",
    "HonourPeriod",
    "LeagueEntry",
    "RegionalTitle",
    "TitleReview",
    "ValidityRule",
]
