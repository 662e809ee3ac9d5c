"""What the terms of this subject are called; the rules themselves are ``data/term_rules.csv``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "registration-acceptance": _("decision to accept an application for registration"),
    "registration-decision": _("decision on an application for registration"),
    "registration-validity": _("validity of a registration"),
    "registration-change": _("application to change a registration"),
    "registration-renewal-opens": _("opening of the renewal of a registration"),
    "registration-renewal": _("last day to apply for the renewal of a registration"),
    "registration-expiry": _("expiry of a registration"),
    "survey": _("special survey of workshops"),
    "zone-move-in": _("moving into the unit that was given"),
    "zone-lease": _("last day in a unit of a zone"),
}
