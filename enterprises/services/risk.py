"""The risk class of an enterprise (国市监信发〔2022〕6号) and why it has it."""

from django.db import transaction
from django.utils.translation import gettext as _

from enterprises.models import RiskAssessment
from enterprises.services import register
from qualitysup.casework.workflow import TransitionRefused


@transaction.atomic
def assess(enterprise, *, by, risk_class, reason, version=None) -> RiskAssessment:
    """Set the risk class and say why; earlier assessments stay."""
    if by is not None and not by.has_perm("enterprises.assess_enterprise"):
        raise TransitionRefused("forbidden", _("You may not set a risk class."))
    stored = register.locked(enterprise, version=version)
    assessment = RiskAssessment(
        enterprise=stored, risk_class=risk_class, reason=reason.strip(), by=by
    )
    assessment.full_clean(validate_constraints=False)
    assessment.save()
    stored.risk_class, stored.risk_reason = assessment.risk_class, assessment.reason
    stored.version += 1
    stored.save(update_fields=["risk_class", "risk_reason", *register.DERIVED])
    return assessment
