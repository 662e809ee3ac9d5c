"""What the terms of this subject are called; the rules themselves are ``data/term_rules.csv``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "patrol": _("patrol of an enterprise"),
    "random-check": _("check of a drawn enterprise"),
    "no-repeat": _("no repeated check of the same items"),
    "correct-item": _("correction of one item"),
    "notify-result": _("notice of the test result to the party"),
    "retest-decision": _("decision on a request for a re-test"),
    "retest": _("re-test of the backup sample"),
    "complaint-accept": _("decision to accept a complaint"),
    "complaint-mediate": _("end of the mediation"),
    "clue-check": _("check of a clue"),
    "clue-answer": _("answer to the person who reported"),
    "penalty-shown": _("publicity of a penalty"),
    "penalty-shown-briefly": _("publicity of a small penalty"),
}
