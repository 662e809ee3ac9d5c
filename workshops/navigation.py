from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavItem, register

# --- Ledgers and slaughter -----------------------------------------------------------------------
register(
    NavItem(
        _("Lots and purchases"),
        "admin:workshops_lot_changelist",
        "workshops.view_lot",
        54,
        "package",
    )
)
register(NavItem(_("Sales"), "admin:workshops_sale_changelist", "workshops.view_sale", 55, "truck"))
register(
    NavItem(
        _("Slaughter plants"),
        "admin:workshops_slaughterplant_changelist",
        "workshops.verify_slaughterplant",
        58,
        "factory",
    )
)

# --- Registrations -------------------------------------------------------------------------------
register(
    NavItem(
        _("Registrations of workshops"),
        "admin:workshops_registration_changelist",
        "workshops.view_registration",
        52,
        "badge-check",
    )
)
register(
    NavItem(
        _("Applications for registration"),
        "admin:workshops_application_changelist",
        "workshops.view_application",
        53,
        "file-pen-line",
    )
)

# --- Survey and ranking --------------------------------------------------------------------------
register(
    NavItem(
        _("Special surveys"),
        "admin:workshops_survey_changelist",
        "workshops.view_survey",
        50,
        "map",
    )
)
register(
    NavItem(
        _("Workshops surveyed"),
        "admin:workshops_surveyrecord_changelist",
        "workshops.view_surveyrecord",
        51,
        "clipboard-list",
    )
)

# --- The zone and its units ----------------------------------------------------------------------
register(
    NavItem(
        _("Consolidation zones"),
        "admin:workshops_zone_changelist",
        "workshops.view_zone",
        56,
        "warehouse",
    )
)
register(
    NavItem(
        _("Relocations"),
        "admin:workshops_relocation_changelist",
        "workshops.view_relocation",
        57,
        "move-right",
    )
)

# --- Laboratory, trace and recall ----------------------------------------------------------------
register(
    NavItem(
        _("Lot tests"),
        "admin:workshops_lottest_changelist",
        "workshops.view_lottest",
        59,
        "test-tubes",
    )
)
register(
    NavItem(
        _("Mandatory tests"),
        "admin:workshops_requiredtest_changelist",
        "workshops.view_requiredtest",
        60,
        "calendar-check",
    )
)
register(
    NavItem(
        _("Recalls"),
        "admin:workshops_recall_changelist",
        "workshops.view_recall",
        61,
        "undo-2",
    )
)
register(
    NavItem(
        _("Checks of the zone"),
        "admin:workshops_zonecheck_changelist",
        "workshops.view_zonecheck",
        62,
        "list-checks",
    )
)
