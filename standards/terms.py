"""What the terms of this subject are called; the rules are the tables of terms in ``data/``."""

from django.utils.translation import gettext_noop as _

TERM_NAMES = {
    "filing-record": _("filing of an enterprise standard"),
    "filing-expiry": _("expiry of a filed standard"),
    "filing-review": _("yearly review of a published standard"),
    "filing-correction": _("correction of a published standard"),
    "service-barcode": _("promised report on a barcode"),
    "service-label": _("promised report on a label"),
    "service-novelty": _("promised report on a novelty search"),
    "service-translation": _("promised translation"),
    "firm-code-renewal": _("renewal of a firm code"),
    "accreditation-expiry": _("expiry of an accreditation"),
    "qualification-expiry": _("expiry of a qualification"),
    "assessment-cnas17020-12": _("surveillance of an accreditation"),
    "assessment-cnas17020-24": _("re-assessment of an accreditation (second year)"),
    "assessment-cnas17020-48": _("re-assessment of an accreditation (fourth year)"),
    "assessment-cnas17020-72": _("re-assessment of an accreditation (sixth year)"),
    "assessment-cnas17025-12": _("surveillance of an accreditation"),
    "assessment-cnas17025-24": _("re-assessment of an accreditation (second year)"),
    "assessment-cnas17025-48": _("re-assessment of an accreditation (fourth year)"),
    "assessment-cnas17025-72": _("re-assessment of an accreditation (sixth year)"),
    "assessment-iso9001-12": _("surveillance audit (first year)"),
    "assessment-iso9001-24": _("surveillance audit (second year)"),
}
