"""Random draws as everybody may read and check them, on the pages that a bureau has opened.

A promise is here before its pool is frozen; after the draw so are its pool file, its result and the
certificate, with badges instead of the inspectors' names. While the page is closed, the notice that
was issued of the promise says the same.
"""

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import get_language

from inspections.documents.draw import certificate, notice_of
from inspections.models import Draw
from inspections.public import opened
from inspections.services import pools, rolls
from qualitysup.casework.public import EXPORTS_A_MINUTE, PAGES_A_MINUTE, page_of, public

PER_PAGE = 20


@public(a_minute=PAGES_A_MINUTE)
def draws(request):
    """Every draw whose promise was published, the newest first."""
    pages = opened()
    rows = Draw.objects.on_show(pages).with_progress().select_related("division")
    place = request.GET.get("before", "")
    if place.isascii() and place.isdecimal() and len(place) < 19:
        rows = rows.filter(pk__lt=int(place))
    shown = list(rows.order_by("-pk")[: PER_PAGE + 1])
    more = {"before": shown[PER_PAGE - 1].pk} if len(shown) > PER_PAGE else {}
    language = {"lang": "en"} if get_language() == "en" else {}
    context = {
        "pages": pages,
        "rows": shown[:PER_PAGE],
        "query": urlencode(language),
        "next": urlencode(language | more) if more else "",
    }
    return page_of("inspections/public_draws.html", context)


@public(a_minute=PAGES_A_MINUTE)
def draw(request, pk):
    """One draw: what was promised, frozen and drawn, and how to check it by hand."""
    pages = opened()
    found = _found(pages, pk)
    context = {
        "pages": pages,
        "draw": found,
        "notice": notice_of(found),
        "facts": certificate(found, named=False) if found.seed and found.pool_hash else None,
        "query": urlencode({"lang": "en"} if get_language() == "en" else {}),
    }
    return page_of("inspections/public_draw.html", context)


@public(a_minute=EXPORTS_A_MINUTE)
def pool(request, pk):
    """The pool byte for byte as it was hashed, once the draw is made."""
    found = _found(opened(), pk, made=True)
    return _file(found, "pool", pools.blocks(found))


@public(a_minute=EXPORTS_A_MINUTE)
def result(request, pk):
    """The result byte for byte as the certificate hashes it."""
    found = _found(opened(), pk, made=True)
    return _file(found, "result", rolls.lines(found))


def _found(pages, pk, *, made=False):
    found = Draw.objects.on_show(pages).with_progress().filter(pk=pk).first()
    if found is None or (made and not (found.seed and found.pool_hash)):
        raise Http404
    return found


def _file(draw, name, lines):
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{draw.code}-{name}.csv")
    return response
