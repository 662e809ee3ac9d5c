"""An enterprise on one page."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from enterprises import selectors, timeline
from enterprises.models import AnnualFigure, Enterprise
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access

ENTRIES_ON_A_PAGE = 20


@permission_required("enterprises.view_enterprise", raise_exception=True)
def detail(request, pk):
    """Who it is, its risk, products, figures and licences, and all that happened to it."""
    visible = Enterprise.objects.visible_to(request.user).for_detail()
    enterprise = get_object_or_404(visible, pk=pk)
    if survivor := enterprise.merged_into:
        messages.info(request, _("“%s” was merged into this enterprise.") % enterprise)
        return redirect(survivor)
    # Telephone numbers of people are on this page.
    access.record(by=request.user, action=AccessLog.Action.READ, target=enterprise, request=request)
    kind = request.GET.get("kind", "")
    entries = timeline.of(selectors.with_tombstones(enterprise), request.user, only=kind)
    context = {
        "title": enterprise.name,
        "enterprise": enterprise,
        "former_names": enterprise.former_names.all(),
        "contacts": enterprise.contacts.all(),
        "products": enterprise.products.all(),
        "licences": enterprise.licences.all(),
        "figure_kinds": AnnualFigure.Kind.labels,
        "figures": selectors.figures_by_year(enterprise),
        "kinds": timeline.kinds(),
        "kind": kind,
        "page": Paginator(entries, ENTRIES_ON_A_PAGE).get_page(request.GET.get("page")),
        "may_change": request.user.has_perm("enterprises.change_enterprise"),
        "may_assess": request.user.has_perm("enterprises.assess_enterprise"),
        "may_merge": request.user.has_perm("enterprises.merge_enterprise"),
    }
    return render(request, "enterprises/detail.html", context)
