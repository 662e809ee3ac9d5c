"""What standards tell of the enterprise that makes products to them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enterprises import timeline
from enterprises.timeline import Entry
from standards.models import Drafting, Execution, Filing, ServiceRequest


@timeline.register("standard", gettext_lazy("standards executed"))
def executions(enterprise_ids, user):
    """Since when a product is made to a standard, until when, and when that standard ended."""
    if not user.has_perm("standards.view_execution"):
        return
    seen = Execution.objects.visible_to(user).filter(product__enterprise__in=enterprise_ids)
    for execution in seen.for_list():
        url = execution.get_absolute_url()
        words = {"product": execution.product, "standard": execution.standard}
        yield Entry(execution.since, _("%(product)s is made to %(standard)s") % words, url)
        if execution.until:
            told = _("%(product)s is made to %(standard)s no longer") % words
            yield Entry(execution.until, told, url)


@timeline.register("drafting", gettext_lazy("standards drafted"))
def draftings(enterprise_ids, user):
    """Which standards it drafted, on the day that they came into force."""
    if not user.has_perm("standards.view_drafting"):
        return
    seen = Drafting.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for drafting in seen.for_list():
        words = {"standard": drafting.standard.title}
        told = (
            _("Led the drafting of %(standard)s") if drafting.leads else _("Drafted %(standard)s")
        )
        yield Entry(drafting.standard.in_force_on, told % words, drafting.get_absolute_url())


@timeline.register("filing", gettext_lazy("filings of standards"))
def filings(enterprise_ids, user):
    """What it filed or declared, and how that ended."""
    if not user.has_perm("standards.view_filing"):
        return
    seen = Filing.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for filing in seen.filter(filed_on__isnull=False):
        url = filing.get_absolute_url()
        yield Entry(filing.filed_on, _("Published: %s") % filing, url)
        if filing.ended_on:
            words = {"filing": filing, "state": filing.state_label}
            yield Entry(filing.ended_on, _("%(filing)s: %(state)s") % words, url)


@timeline.register("service", gettext_lazy("services of the institute"))
def services(enterprise_ids, user):
    """What the institute did for it."""
    if not user.has_perm("standards.view_servicerequest"):
        return
    seen = ServiceRequest.objects.visible_to(user).filter(enterprise__in=enterprise_ids)
    for request in seen.reported():
        words = {"service": request, "verdict": request.get_verdict_display()}
        yield Entry(
            request.reported_on, _("%(service)s: %(verdict)s") % words, request.get_absolute_url()
        )
