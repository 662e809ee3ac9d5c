"""What stands against an honour (一票否决项), read from the records of the bureau as they are now.

Nothing of this is copied: a veto that appears between looking and applying is there when the step
is taken, and one whose row was put right is gone. Every veto leads to the row that it comes from.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import VetoRecord
from enterprises.models import Licence
from inspections.models import Complaint, Penalty, Sample
from qualitysup.clock.counting import add_months

# 中国名牌产品评价: 近三年. [F]
MONTHS_BACK = 36
# 省级以上: how the superior of a sampling plan is called where it is of the province or above.
OF_PROVINCE_OR_ABOVE = r"省|国家|总局|自治区|直辖市"
RULES = gettext_lazy("conditions of evaluation: what excludes an application")


@dataclass(frozen=True)
class Veto:
    """One reason why an application is not made, and the row that says so."""

    code: str
    words: str
    on: date | None
    url: str
    # The model of the row: what a person needs to be allowed to look at it.
    permission: str


Check = Callable[[object, date], Iterable[Veto]]
_checks: list[Check] = []


def register(check: Check) -> Check:
    _checks.append(check)
    return check


def against(cultivation, *, on=None) -> list[Veto]:
    """Everything that excludes this application on a day, the latest first."""
    on = on or cultivation.day
    found = [veto for check in _checks for veto in check(cultivation, on)]
    return sorted(found, key=lambda veto: (veto.on is None, veto.on or on), reverse=True)


@register
def failed_sampling(cultivation, on):
    """近三年省级以上监督抽查不合格."""
    failed = Sample.objects.failed().for_superior()
    failed = failed.filter(
        Q(enterprise=cultivation.enterprise) | Q(producer=cultivation.enterprise),
        plan__superior__regex=OF_PROVINCE_OR_ABOVE,
        result__tested_on__gt=add_months(on, -MONTHS_BACK),
        result__tested_on__lte=on,
    )
    for sample in failed.select_related("plan", "result"):
        words = _("%(product)s failed the sampling of %(authority)s.") % {
            "product": sample.result.product,
            "authority": sample.plan.superior,
        }
        yield Veto(
            "failed_sampling",
            words,
            sample.result.tested_on,
            sample.get_absolute_url(),
            "inspections.view_sample",
        )


@register
def expired_licence(cultivation, on):
    """应取证未取证: a permit that it held ran out, and no other of its kind is in force."""
    licences = list(Licence.objects.filter(enterprise=cultivation.enterprise))
    in_force = {
        each.kind
        for each in licences
        if (each.valid_from is None or each.valid_from <= on)
        and (each.valid_to is None or each.valid_to >= on)
    }
    for licence in licences:
        ran_out = licence.valid_to is not None and licence.valid_to < on
        if ran_out and licence.kind not in in_force:
            yield Veto(
                "expired_licence",
                _("%(licence)s ran out on %(day)s, and there is no other.")
                % {"licence": licence, "day": licence.valid_to.isoformat()},
                licence.valid_to,
                cultivation.enterprise.get_absolute_url(),
                "enterprises.view_enterprise",
            )


@register
def serious_penalty(cultivation, on):
    """严重违法: its production or trade was restricted within the years that count. [I]"""
    decided = Penalty.objects.filter(
        enterprise=cultivation.enterprise,
        kind=Penalty.Kind.RESTRICTION,
        annulled_on=None,
        decided_on__gt=add_months(on, -MONTHS_BACK),
        decided_on__lte=on,
    )
    for penalty in decided:
        yield Veto(
            "serious_penalty",
            f"{penalty.number} {penalty.violation}",
            penalty.decided_on,
            penalty.get_absolute_url(),
            "inspections.view_penalty",
        )


@register
def confirmed_complaint(cultivation, on):
    """重大投诉属实: a complaint or report that was confirmed, and a case was filed for it. [I]"""
    confirmed = Complaint.objects.filter(
        enterprise=cultivation.enterprise,
        result=Complaint.Result.FILED,
        checked_on__gt=add_months(on, -MONTHS_BACK),
        checked_on__lte=on,
    )
    for complaint in confirmed:
        yield Veto(
            "confirmed_complaint",
            f"{complaint}: {complaint.get_result_display()}",
            complaint.checked_on,
            complaint.get_absolute_url(),
            "inspections.view_complaint",
        )


@register
def on_record(cultivation, on):
    """境外商标、出口索赔、质量安全事故 and what else no other table says: entered by hand."""
    recorded = VetoRecord.objects.in_force(add_months(on, -MONTHS_BACK))
    for record in recorded.filter(enterprise=cultivation.enterprise, happened_on__lte=on):
        yield Veto(
            f"record_{record.reason}",
            str(record),
            record.happened_on,
            f"{cultivation.get_absolute_url()}#vetoes",
            "brands.view_vetorecord",
        )
