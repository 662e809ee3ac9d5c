"""What the terms of this subject are called; the rules themselves are ``data/term_rules.csv``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "survey": _("special survey of workshops"),
}
