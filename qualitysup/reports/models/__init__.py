"""Study reports, subscriptions, and what sources state."""

from qualitysup.reports.models.report import StudyReport, TextBlock
from qualitysup.reports.models.statement import SUBJECT, Statement
from qualitysup.reports.models.subscription import Subscription, SubscriptionLine

__all__ = [
    "SUBJECT",
    "Statement",
    "StudyReport",
    "Subscription",
    "SubscriptionLine",
    "TextBlock",
]
