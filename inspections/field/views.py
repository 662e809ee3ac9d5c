"""Pages of the field app. None holds a record: a phone that lost its sign-in still opens them."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from inspections.field import shell as app


# Compressed without fear: nothing in them is secret, and nothing of a request is repeated in them.
@login_not_required
@require_safe
@never_cache
@gzip_page
def shell(request):
    return render(request, "inspections/field/shell.html", {"version": app.version()})


@login_not_required
@require_safe
@never_cache
@gzip_page
def worker(request):
    """The service worker, told what to keep."""
    kept = json.dumps({"version": app.version(), "files": app.addresses()})
    text = f"self.SHELL = {kept};\n{app.source(app.WORKER).decode()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@never_cache
@gzip_page
def photos(request):
    """What scales photos. Only from an address under ``/field/`` does it start without signal:

    a browser looks for the keeper of a worker's script by the script's own address.
    """
    return HttpResponse(app.source(app.PHOTOS), content_type="text/javascript; charset=utf-8")


words = login_not_required(
    never_cache(gzip_page(JavaScriptCatalog.as_view(packages=["inspections"])))
)


@login_not_required
@require_safe
def manifest(request):
    start = reverse("field:shell")
    icons = [
        {
            "src": static(f"inspections/field-icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in (192, 512)
    ]
    return JsonResponse(
        {
            "id": start,
            "name": _("QualitySup field app"),
            "short_name": _("Inspections"),
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#ffffff",
            "theme_color": "#0b5cad",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
