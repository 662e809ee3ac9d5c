"""A finished visit of a random check ends the check that it was made for."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inspections import follow_ups
from inspections.models import DrawnEnterprise, Visit
from inspections.services import drawn
from qualitysup.casework.workflow import refuse_if


@follow_ups.register(
    "drawn-checked",
    gettext_lazy("The drawn enterprise counts as checked"),
    basis="广东省市场监管条例 26",
    wanted=follow_ups.made_for(Visit.Kind.DRAW),
)
def drawn_enterprise_was_checked(visit):
    row = DrawnEnterprise.objects.filter(pk=visit.errand, enterprise=visit.enterprise_id).first()
    refuse_if(row is None, "not_drawn", _("No draw has drawn this enterprise for this check."))
    drawn.check(row, visit=visit)
