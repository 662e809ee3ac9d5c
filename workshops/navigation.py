"""Where workshops are found, in the order of the work: register, zone, lots and laboratory."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavGroup, register_lists

REGISTER = NavGroup("workshops", _("Food workshops"), 50)
ZONE = NavGroup("zones", _("Consolidation zones"), 52)
LEDGERS = NavGroup("ledgers", _("Ledgers and laboratory"), 54)

register_lists(
    "workshops",
    REGISTER,
    (_("Food workshops"), "workshop", "view_workshop", "store"),
    (_("Registrations of workshops"), "registration", "view_registration", "badge-check"),
    (_("Applications for registration"), "application", "view_application", "file-pen-line"),
    (_("Health certificates"), "healthcertificate", "view_healthcertificate", "heart-pulse"),
    (_("Negative lists"), "negativelist", "view_negativelist", "ban"),
    (_("Special surveys"), "survey", "view_survey", "map"),
    (_("Workshops surveyed"), "surveyrecord", "view_surveyrecord", "clipboard-list"),
)
register_lists(
    "workshops",
    ZONE,
    (_("Consolidation zones"), "zone", "view_zone", "warehouse"),
    (_("Relocations"), "relocation", "view_relocation", "move-right"),
    (_("Checks of the zone"), "zonecheck", "view_zonecheck", "list-checks"),
)
register_lists(
    "workshops",
    LEDGERS,
    (_("Lots and purchases"), "lot", "view_lot", "package"),
    (_("Sales"), "sale", "view_sale", "truck"),
    (_("Slaughter plants"), "slaughterplant", "verify_slaughterplant", "factory"),
    (_("Lot tests"), "lottest", "view_lottest", "test-tubes"),
    (_("Mandatory tests"), "requiredtest", "view_requiredtest", "calendar-check"),
    (_("Recalls"), "recall", "view_recall", "undo-2"),
)
