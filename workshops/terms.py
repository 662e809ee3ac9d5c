"""What the terms of this subject are called; the rules are the tables of terms in ``data/``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "health-certificate": _("health certificate of a worker"),
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
    "required-test": _("mandatory test of an operator"),
    "recall-tell-1": _("notice to the buyers of a recall of the first level"),
    "recall-tell-2": _("notice to the buyers of a recall of the second level"),
    "recall-tell-3": _("notice to the buyers of a recall of the third level"),
    "recall-finish-1": _("end of a recall of the first level"),
    "recall-finish-2": _("end of a recall of the second level"),
    "recall-finish-3": _("end of a recall of the third level"),
    "slaughter-certificate": _("certificate of a slaughter plant"),
    "ledger-after-shelf-life": _("keeping of a ledger after the shelf life"),
    "ledger-without-shelf-life": _("keeping of a ledger without a shelf life"),
    "slaughter-record": _("keeping of the records of slaughter"),
}
