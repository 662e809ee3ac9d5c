"""Laboratory results and what follows from a failed one."""

from django.db import transaction
from django.utils.translation import gettext as _

from inspections.models import OrderItem, TestResult
from inspections.services import orders
from inspections.signals import result_formed
from qualitysup.casework.saving import save
from qualitysup.casework.workflow import refuse_if


@transaction.atomic
def record(result, *, by):
    """Keep a result; jurisdiction is the enterprise's on that day."""
    refuse_if(
        not by.has_perm("inspections.add_testresult"),
        "forbidden",
        _("You may not record test results."),
    )
    result.division_id = result.enterprise.division_id
    result.recorded_by = by
    save(result)
    result_formed.send(TestResult, result=result, by=by)
    return result


@transaction.atomic
def order_from(result, *, by):
    """Draft the order that a failed result calls for, one item for each thing that failed.

    A result has one order: asking again returns the one there is.
    """
    result = TestResult.objects.locked().get(pk=result.pk)
    refuse_if(result.passed, "passed", _("This result passed; there is nothing to rectify."))
    sample = getattr(result, "sample", None)
    refuse_if(
        sample is not None and bool(sample.retest_passed),
        "overturned",
        _("The re-test overturned this result; there is nothing to rectify."),
    )
    existing = result.orders.exclude(state="withdrawn").first()
    if existing:
        return existing
    order = orders.draft(
        enterprise=result.enterprise,
        campaign=result.campaign,
        test_result=result,
        product=result.product,
        standard=result.standard,
        # It goes on paper, which is Chinese whatever language the screen is in.
        findings=f"经{result.laboratory}检验（报告编号{result.report_number}），"
        f"{result.product}不符合{result.standard}。",
        by=by,
    )
    orders.set_items(
        order,
        [
            {"kind": OrderItem.Kind.PRODUCT, "requirement": failure, "clause": result.standard}
            for failure in result.failures
        ],
        by=by,
    )
    return order
