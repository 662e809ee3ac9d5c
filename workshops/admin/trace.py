"""The trace of a lot: the picture, the table and the workbook; and the recall in one click."""

import tempfile

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_protect

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access
from qualitysup.casework.admin import REFUSALS, words_of
from qualitysup.casework.exports import CHUNK, XLSX, write_workbook
from qualitysup.lists import list_url
from workshops import trace_picture, tracing
from workshops.forms.recall import OpenForm
from workshops.models import Lot, LotTest, Recall
from workshops.services import lot_tests, recalls

BUYERS_SHOWN = 100
HEADS = {
    tracing.Direction.ITSELF: gettext_lazy("The failed lot"),
    tracing.Direction.SOURCE: gettext_lazy("What went into it"),
    tracing.Direction.PRODUCT: gettext_lazy("What was made of it"),
    tracing.Direction.SIBLING: gettext_lazy("What shares an input with it"),
}


def beside_lot(lot, *, by):
    """What leads from a lot's page to its tests and its trace."""
    if lot.state in (Lot.State.RECORDED, Lot.State.TURNED_AWAY):
        return []
    found = [
        (reverse("admin:workshops_recall_trace", args=[lot.pk]), _("Trace")),
        (list_url(LotTest, lot__id__exact=lot.pk), _("Tests")),
    ]
    if by.has_perm(lot_tests.SAMPLE):
        url = f"{reverse('admin:workshops_lottest_add')}?lot={lot.pk}"
        found.append((url, _("Take a sample to the laboratory")))
    return found


class TracePages:
    """For the admin of recalls: ``trace/<lot>/`` and its workbook beside the list."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_trace"
        own = [
            path("trace/<int:lot>/", self.admin_site.admin_view(self.trace), name=name),
            path(
                "trace/<int:lot>/xlsx/",
                self.admin_site.admin_view(self.trace_workbook),
                name=f"{name}_xlsx",
            ),
        ]
        return [*own, *super().get_urls()]

    def _lot(self, request, pk):
        if not request.user.has_perm("workshops.view_lot"):
            raise Http404
        found = Lot.objects.visible_to(request.user).for_detail().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _steps(self, request):
        return tracing.ONE_STEP if request.GET.get("steps") == "1" else tracing.ALL_STEPS

    @method_decorator(csrf_protect)
    def trace(self, request, lot):
        """Where it came from, what was made of it, who has it; one step or all."""
        lot = self._lot(request, lot)
        form, reasons = self._recall_form(request, lot), []
        if request.method == "POST":
            if form is None:
                raise Http404
            if form.is_valid():
                try:
                    recall = recalls.open_for(lot, by=request.user, **form.cleaned_data)
                except REFUSALS as refusal:
                    reasons = words_of(refusal)
                else:
                    return redirect(recall.get_absolute_url())
        found = tracing.trace(lot, user=request.user, steps=self._steps(request))
        back, forward = trace_picture.tree(found)
        sales = found.sales(request.user).for_list().order_by("-sold_on", "-pk")
        shown = list(sales[: BUYERS_SHOWN + 1])
        page = {
            **self.admin_site.each_context(request),
            "title": _("Trace of %s") % lot,
            "opts": Lot._meta,
            "lot": lot,
            "trace": found,
            "counts": [(HEADS[key], found.counts.get(key, 0)) for key in list(HEADS)[1:]],
            "picture": trace_picture.draw(found),
            "size": trace_picture,
            "back": back,
            "forward": forward,
            "sales": shown[:BUYERS_SHOWN],
            "sale_total": sales.count(),
            "more_sales": len(shown) > BUYERS_SHOWN,
            "is_one_step": found.steps == tracing.ONE_STEP,
            "recall": Recall.objects.visible_to(request.user).open().filter(lot=lot).first(),
            "form": form,
            "reasons": reasons,
            "media": self.media,
        }
        return TemplateResponse(
            request, "workshops/trace.html", page, status=409 if reasons else 200
        )

    def _recall_form(self, request, lot):
        """Asked of whoever may open one, with why it failed; none while one is open."""
        if not request.user.has_perm(recalls.ADD) or Recall.objects.open().filter(lot=lot).exists():
            return None
        test = lot.tests.failed().prefetch_related("items").order_by("-pk").first()
        why = recalls.why(test) if test else lot.held_because
        return OpenForm(request.POST if request.method == "POST" else None, initial={"reason": why})

    def trace_workbook(self, request, lot):
        """Every lot and every buyer, however many: what the page shows the beginning of."""
        lot = self._lot(request, lot)
        found = tracing.reach(lot.pk, steps=self._steps(request))
        access.record(
            by=request.user,
            action=AccessLog.Action.EXPORT,
            count=len(found),
            detail=f"{Recall._meta.label} trace {lot.pk}",
            request=request,
        )
        file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        write_workbook(file, COLUMNS, _rows(found, request.user))
        file.seek(0)
        name = f"{_('Trace of %s') % lot} {timezone.localdate():%Y-%m-%d}.xlsx"
        response = FileResponse(file, content_type=XLSX)
        response.headers["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        return response


COLUMNS = [
    gettext_lazy("how it is touched"),
    gettext_lazy("steps away"),
    gettext_lazy("product"),
    gettext_lazy("batch"),
    gettext_lazy("workshop"),
    gettext_lazy("day"),
    gettext_lazy("quantity"),
    gettext_lazy("unit"),
    gettext_lazy("state"),
    gettext_lazy("buyer"),
    gettext_lazy("buyer's address"),
    gettext_lazy("buyer's contact"),
    gettext_lazy("sold on"),
    gettext_lazy("quantity sold"),
]


def _rows(found, user):
    """A row for every lot, and one for each of its buyers below it; so many lots at a time."""
    for begin in range(0, len(found), CHUNK):
        part = found[begin : begin + CHUNK]
        lots = Lot.objects.visible_to(user).for_list().in_bulk([step.lot for step in part])
        sales = {}
        for sale in tracing.Sale.objects.visible_to(user).standing().filter(lot__in=lots):
            sales.setdefault(sale.lot_id, []).append(sale)
        for step in part:
            if lot := lots.get(step.lot):
                facts = [
                    str(step.direction.label), step.depth, lot.product, lot.batch,
                    str(lot.workshop), lot.made_on, lot.quantity, lot.unit, str(lot.state_label),
                ]  # fmt: skip
                yield [*facts, None, None, None, None, None]
                for sale in sales.get(lot.pk, []):
                    yield [
                        *facts, sale.buyer_name, sale.buyer_address, sale.buyer_contact,
                        sale.sold_on, sale.quantity,
                    ]  # fmt: skip
