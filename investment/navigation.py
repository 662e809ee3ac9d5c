"""Where investment is found, in the order of the work: whom, on which way, with what to offer."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavGroup, NavItem, register, register_lists

GROUP = NavGroup("investment", _("Investment"), 66)

register(NavItem(_("Field app"), "field:shell", "investment.contact_prospect", 6, "smartphone"))
register_lists(
    "investment",
    GROUP,
    (_("Prospects"), "prospect", "view_prospect", "factory"),
    (_("Trips"), "trip", "view_trip", "plane"),
    (_("Visits to prospects"), "prospectvisit", "view_prospectvisit", "footprints"),
    (_("Tasks of prospects"), "prospecttask", "view_prospecttask", "list-todo"),
    (_("Receptions"), "reception", "view_reception", "door-open"),
    (_("Industrial parks"), "park", "view_park", "map"),
    (_("Policy packs"), "policypack", "view_policypack", "scroll-text"),
    (_("Recognitions"), "recognition", "view_recognition", "thumbs-up"),
)
