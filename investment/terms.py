"""What the terms of this subject are called; the rules are the table of terms in ``data/``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "investment-answer": _("first answer to a lead"),
    "investment-assessment": _("assessment of a lead"),
    "investment-feedback": _("feedback to a firm"),
    "investment-contact-near": _("contact with a firm of near intention"),
    "investment-contact-conditional": _("contact with a firm that names conditions"),
    "investment-contact-mid": _("contact with a firm of mid-term intention"),
    "investment-task": _("task of a prospect"),
    "investment-trip-report": _("report of a trip"),
}
