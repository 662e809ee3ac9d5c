"""Pages for everybody: read only, in the address's language, the same for all who ask.

A subject decorates its views with ``public`` and tells ``link`` where the pages begin.
"""

from contextlib import suppress
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from qualitysup.audit.services.access import address_of

# Caches may keep a page so long; what is withdrawn is gone everywhere after it.
SECONDS = 300
# From one address in a minute. Pages are cheap; a whole export is not.
PAGES_A_MINUTE, EXPORTS_A_MINUTE = 300, 10


@dataclass(frozen=True)
class Link:
    """Where a subject's public pages begin, in the line at the top of all of them."""

    name: str
    label: str
    order: int

    @property
    def url(self):
        return reverse(self.name)


_links: list[Link] = []


def link(name, label, *, order) -> None:
    _links.append(Link(name, label, order))
    _links.sort(key=lambda each: each.order)


def public(*, a_minute):
    """A view for everybody: read only, without session or cookie, and not too often."""

    def decorate(view):
        @login_not_required
        @require_safe
        @wraps(view)
        def shown(request, **named):
            if too_often(request, view, a_minute):
                return HttpResponse(status=429, headers={"Retry-After": "60"})
            # The address says the language, so that a cache need not look at any cookie.
            language = "en" if request.GET.get("lang") == "en" else "zh-hans"
            with translation.override(language):
                response = view(request, **named)
            response["Content-Language"] = language
            patch_cache_control(response, public=True, max_age=SECONDS)
            # The gate looked who it is; this page did not, so a cache may give it to anybody.
            request.session.accessed = False
            return response

        return shown

    return decorate


def too_often(request, view, a_minute) -> bool:
    """Counted in the cache; without one nobody is turned away."""
    minute = int(timezone.now().timestamp()) // 60
    key = f"public:{view.__module__}.{view.__name__}:{address_of(request)}:{minute}"
    with suppress(RedisError):
        cache.add(key, 0, 90)
        return cache.incr(key) > a_minute
    return False


def page_of(template, context) -> HttpResponse:
    """Rendered without the request: what stands on the page does not depend on who asks.

    ``context`` has ``pages``, the bureaus whose page it is, each with ``bureau`` and ``contact``.
    """
    english = translation.get_language() == "en"
    frame = {
        "language": translation.get_language(),
        "other_language": "" if english else "en",
        "today": timezone.localdate(),
        "links": _links,
    }
    return HttpResponse(render_to_string(template, frame | context))


def in_language(lines, language):
    """Rows are written after the view has returned, and in its language all the same."""
    lines = iter(lines)
    while True:
        with translation.override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
