"""Where workshops are found, in the order of the work: register, survey, zone, lots, laboratory."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavItem, register

for order, (label, model, permission, icon) in enumerate(
    (
        (_("Food workshops"), "workshop", "view_workshop", "store"),
        (_("Registrations of workshops"), "registration", "view_registration", "badge-check"),
        (_("Applications for registration"), "application", "view_application", "file-pen-line"),
        (_("Special surveys"), "survey", "view_survey", "map"),
        (_("Workshops surveyed"), "surveyrecord", "view_surveyrecord", "clipboard-list"),
        (_("Consolidation zones"), "zone", "view_zone", "warehouse"),
        (_("Relocations"), "relocation", "view_relocation", "move-right"),
        (_("Lots and purchases"), "lot", "view_lot", "package"),
        (_("Sales"), "sale", "view_sale", "truck"),
        (_("Slaughter plants"), "slaughterplant", "verify_slaughterplant", "factory"),
        (_("Lot tests"), "lottest", "view_lottest", "test-tubes"),
        (_("Mandatory tests"), "requiredtest", "view_requiredtest", "calendar-check"),
        (_("Recalls"), "recall", "view_recall", "undo-2"),
        (_("Checks of the zone"), "zonecheck", "view_zonecheck", "list-checks"),
        (_("Health certificates"), "healthcertificate", "view_healthcertificate", "heart-pulse"),
        (_("Negative lists"), "negativelist", "view_negativelist", "ban"),
    ),
    start=50,
):
    url = f"admin:workshops_{model}_changelist"
    register(NavItem(label, url, f"workshops.{permission}", order, icon))
