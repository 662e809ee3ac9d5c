"""The honours that stand, for everybody, and whether a certificate is what it says.

Facts only: who holds what since when, as its source has it. The authority recommends no product
(产品质量法 25), so nothing here is praised, ranked or advertised.
"""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.utils.http import urlencode
from django.utils.translation import get_language

from brands.models import Honour, HonourKind, PublicityItem
from inspections.models import PublicPage
from qualitysup.casework.public import PAGES_A_MINUTE, page_of, public
from qualitysup.documents import numbers
from qualitysup.wording import tidy

PER_PAGE = 30
LONGEST_SEARCH = 60
# As many certificates of one number as there may be: of as many kinds.
SHOWN = 20


def opened() -> list[PublicPage]:
    if pages := list(PublicPage.objects.open()):
        return pages
    raise Http404


@public(a_minute=PAGES_A_MINUTE)
def catalogue(request):
    """Every honour that stands today, the newest first, found by holder, product or brand."""
    pages, given = opened(), request.GET
    kinds = list(HonourKind.objects.all())
    kind = next((each for each in kinds if each.key == given.get("kind")), None)
    text = tidy(given.get("q", ""))[:LONGEST_SEARCH]
    rows = Honour.objects.held().on_show(pages).for_list().order_by("-granted_on", "-pk")
    # What was released of an honour goes from here with it.
    rows = rows.prefetch_related(Prefetch("publicity", PublicityItem.objects.on_page(), "told"))
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.search(text)
    query = {"kind": kind.key if kind else "", "q": text} | _language()
    context = {
        "pages": pages,
        "kinds": kinds,
        "kind": kind,
        "search": text,
        "shown": Paginator(rows, PER_PAGE).get_page(given.get("page")),
        "query": urlencode({name: value for name, value in query.items() if value}),
    }
    return page_of("brands/public_catalogue.html", context)


@public(a_minute=PAGES_A_MINUTE)
def check(request):
    """What is known of a certificate number: held, run out or ended, and of whom."""
    pages = opened()
    number = numbers.normalise(tidy(request.GET.get("number", ""))[:LONGEST_SEARCH])
    rows = Honour.objects.on_show(pages).for_list() if number else Honour.objects.none()
    context = {
        "pages": pages,
        "number": number,
        "rows": rows.filter(number=number).order_by("-granted_on", "-pk")[:SHOWN],
        "query": urlencode(_language()),
    }
    return page_of("brands/public_check.html", context)


def _language() -> dict:
    return {"lang": "en"} if get_language() == "en" else {}
