"""Where brands are found, in the order of the work: found, cultivated, honoured, protected."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavGroup, register_lists

FOUND = NavGroup("sweeps", _("Finding and cultivating brands"), 60)
HONOURED = NavGroup("honours", _("Honours"), 62)

register_lists(
    "brands",
    FOUND,
    (_("Sweeps"), "sweep", "view_sweep", "grid-3x3"),
    (_("Cells of sweeps"), "sweepcell", "view_sweepcell", "scan-search"),
    (_("Candidates of sweeps"), "sweepfinding", "view_sweepfinding", "sprout"),
    (_("Firms in cultivation"), "cultivation", "view_cultivation", "trending-up"),
    (_("Commitments"), "commitment", "view_commitment", "handshake"),
    (_("Catalogues of cultivation"), "catalogue", "view_catalogue", "book-open"),
    (_("Screening sheets"), "screeningsheet", "view_screeningsheet", "list-checks"),
    (_("Requirements of honours"), "requirement", "view_requirement", "clipboard-list"),
)
register_lists(
    "brands",
    HONOURED,
    (_("Honours"), "honour", "view_honour", "award"),
    (_("Kinds of honours"), "honourkind", "view_honourkind", "medal"),
    (_("Regional titles"), "regionaltitle", "view_regionaltitle", "map-pin"),
    (_("League of counties"), "leagueentry", "view_leagueentry", "trophy"),
    (_("Publicity"), "publicityitem", "view_publicityitem", "megaphone"),
    (_("Rules of wording"), "wordingrule", "view_wordingrule", "spell-check"),
    (_("Counterfeit clues"), "counterfeitclue", "view_counterfeitclue", "shield-alert"),
)
