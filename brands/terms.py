"""What the terms of this subject are called; the rules are the tables of terms in ``data/``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "counterfeit-check": _("check of a counterfeit clue"),
    "brand-commitment": _("commitment towards an honour"),
    "sweep": _("sweep of villages and trades"),
    "honour-expiry": _("expiry of an honour"),
    "title-review": _("re-review of a regional title"),
}
