"""Results as everybody may read them; with ``public_draws`` all that asks nobody to sign in.

It reads the columns of ``PUBLIC_COLUMNS`` and nothing else, is there only while a bureau has opened
it, says the same to everybody, and costs the same on every page.
"""

import datetime as dt
from contextlib import suppress

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from inspections import publicity
from inspections.models import Disclosure, PublicPage
from qualitysup.casework.exports import CHUNK, csv_lines
from qualitysup.casework.public import (
    EXPORTS_A_MINUTE,
    PAGES_A_MINUTE,
    in_language,
    page_of,
    public,
)
from qualitysup.wording import tidy

PER_PAGE = 30
LONGEST_SEARCH = 60
Kind = Disclosure.Kind


def opened() -> list[PublicPage]:
    """The bureaus that have opened their page; without one there is none."""
    if pages := list(PublicPage.objects.open()):
        return pages
    raise Http404


@public(a_minute=PAGES_A_MINUTE)
def results(request):
    """One page of results, newest first, found by a piece of a name or by code."""
    pages = opened()
    rows, filters = found(request, pages)
    shown = list(after(rows, request.GET.get("after", "")).public()[: PER_PAGE + 1])
    more = len(shown) > PER_PAGE
    shown = [as_read(row, pages) for row in shown[:PER_PAGE]]
    last = shown[-1] if more else None
    context = {
        "pages": pages,
        "page": filters.get("page"),
        "kinds": Kind.choices,
        "kind": filters.get("kind", ""),
        "search": filters.get("q", ""),
        "rows": shown,
        "query": urlencode(filters["query"]),
        "next": urlencode(
            {**filters["query"], "after": f"{last['published_on'].isoformat()}_{last['pk']}"}
        )
        if last
        else "",
        "is_first": "after" not in request.GET,
    }
    return page_of("inspections/public_results.html", context)


@public(a_minute=EXPORTS_A_MINUTE)
def export(request):
    """The same results under the same filters as CSV, row by row."""
    pages = opened()
    rows, _filters = found(request, pages)
    header = [
        _("kind"),
        _("party"),
        _("unified social credit code"),
        _("title"),
        _("facts"),
        _("legal basis"),
        _("result formed on"),
        _("published on"),
        _("shown until"),
        _("bureau"),
    ]
    lines = (cells(as_read(row, pages)) for row in rows.public().iterator(chunk_size=CHUNK))
    response = StreamingHttpResponse(
        in_language(csv_lines(header, lines), translation.get_language()), content_type="text/csv"
    )
    name = f"{_('Published results')} {timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response


def found(request, pages):
    """The rows under the filters of the address, and these filters as they were understood."""
    given = request.GET
    kind = given.get("kind") if given.get("kind") in Kind.values else ""
    text = tidy(given.get("q", ""))[:LONGEST_SEARCH]
    chosen = next((page for page in pages if page.division_id == given.get("bureau")), None)
    rows = Disclosure.objects.on_show([chosen] if chosen else pages)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(enterprise__in=Enterprise.objects.search(text))
    query = {"kind": kind, "q": text, "bureau": chosen.division_id if chosen else ""}
    if translation.get_language() == "en":
        query["lang"] = "en"
    query = {name: value for name, value in query.items() if value}
    return rows, {"kind": kind, "q": text, "page": chosen, "query": query}


def after(rows, place):
    """What follows the last row of the page before; a place that is none begins at the top."""
    day, _sep, pk = place.partition("_")
    with suppress(ValueError):
        if pk.isascii() and pk.isdecimal() and len(pk) < 19:
            return rows.after(dt.date.fromisoformat(day), int(pk))
    return rows


def as_read(row: dict, pages) -> dict:
    """The row in words, under the bureau that shows it."""
    return {
        **row,
        "bureau": next(
            page.bureau for page in pages if row["division_id"].startswith(page.division.prefix)
        ),
        "title": row["published"]["title"],
        "kind_label": Kind(row["kind"]).label,
        "lines": list(publicity.lines(row["published"])),
    }


def cells(row) -> list:
    colon = _(": ")
    facts = _("; ").join(f"{label}{colon}{value}" for label, value in row["lines"])
    return [
        str(row["kind_label"]),
        row["party_name"],
        row["party_uscc"],
        row["title"],
        facts,
        row["legal_basis"],
        row["formed_on"],
        row["published_on"],
        row["shown_until"],
        row["bureau"],
    ]
