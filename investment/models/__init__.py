from investment.models.condition import Park, ParkOffer, Requirement, Subject
from investment.models.follow import Contact, ContactPerson, Reception, Recognition
from investment.models.policy import PolicyEdition, PolicyGiven, PolicyPack
from investment.models.prospect import (
    Prospect,
    ProspectFigure,
    ProspectLog,
    ProspectName,
    ProspectSite,
    TeamMember,
)
from investment.models.task import ProspectTask
from investment.models.trip import (
    ProspectVisit,
    Trip,
    TripLog,
    TripMember,
    TripStop,
)

__all__ = [
    "Contact",
    "ContactPerson",
    "Park",
    "ParkOffer",
    "PolicyEdition",
    "PolicyGiven",
    "PolicyPack",
    "Prospect",
    "ProspectFigure",
    "ProspectLog",
    "ProspectName",
    "ProspectSite",
    "ProspectTask",
    "ProspectVisit",
    "Reception",
    "Recognition",
    "Requirement",
    "Subject",
    "TeamMember",
    "Trip",
    "TripLog",
    "TripMember",
    "TripStop",
]
