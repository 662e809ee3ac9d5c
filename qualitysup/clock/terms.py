"""A statutory term as a value: how long, in which unit, whose. Pure; the rows are ``TermRule``."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop


class Unit(models.TextChoices):
    DAY = "day", _("calendar day")
    WORKDAY = "workday", _("working day")
    MONTH = "month", _("month")


class Duty(models.TextChoices):
    """Who must act before the term ends; it decides which day the bureau watches."""

    # The party's last day rolls forward (民法典 203), and only then is it late.
    PARTY = "party", _("the party must act")
    # The authority's own duty is watched on the nominal day, whatever the calendar grants.
    AUTHORITY = "authority", _("the authority must act")
    # A right that expires or a wait that ends: nobody is late when it is over.
    LAPSE = "lapse", _("runs out by itself")


class Confidence(models.TextChoices):
    """How sure the figures of a rule are; shown beside every date computed from it."""

    LAW = "L", _("read in the statute")
    FOUND = "F", _("found in a public source")
    INFERRED = "I", _("inferred")
    UNVERIFIED = "M", _("not verified")


# What the shipped terms are called; a row keeps the English name, which is translated when shown.
TERM_NAMES = {
    "objection": gettext_noop("objection to the test result"),
    "correct": gettext_noop("correction ordered"),
    "reinspect": gettext_noop("re-inspection after the order"),
    "announce-window": gettext_noop("re-inspection after the announcement"),
    "hearing-request": gettext_noop("request for a hearing"),
    "hearing-notice": gettext_noop("notice of the hearing"),
    "case-decision": gettext_noop("decision of the penalty case"),
    "service": gettext_noop("service of the decision"),
    "disclose": gettext_noop("publication of the result"),
    "withdraw-disclosure": gettext_noop("withdrawal of the publication"),
    "halt-period": gettext_noop("suspension for rectification"),
}


@dataclass(frozen=True)
class Rule:
    """One term under one rule set, all that counting needs to know of it."""

    term: str
    amount: int
    unit: str
    # A strict window: more than ``amount`` and fewer than ``window_to`` units after the start.
    window_to: int | None = None
    # 民法典 203: a last day that is a holiday moves to the next working day.
    rolls: bool = True
    duty: str = Duty.PARTY
    legal_basis: str = ""
