"""What the app is made of on a phone: its worker keeps it, and replaces it when it changes."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.i18n import JavaScriptCatalog

WORKER = "dist/field-worker.js"
PHOTOS = "dist/field-photos.js"
FILES = [
    "dist/field.js",
    "inspections/field.css",
    "theme/tokens.css",
    "theme/states.css",
    "theme/icon.svg",
    "inspections/field-icon-192.png",
    "inspections/field-icon-512.png",
    "admin/js/theme.js",
]


def source(name) -> bytes:
    """A static file as it lies in the house, whatever name it is served under."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"{name} was not built: bin/up builds it")
    return Path(found).read_bytes()


def addresses() -> list[str]:
    """Everything that a phone must have to start without signal."""
    pages = [reverse(f"field:{name}") for name in ("shell", "words", "manifest", "photos")]
    return pages + [static(name) for name in FILES]


def version() -> str:
    """Changes with any of it, and with the words of the language it speaks."""
    return _version(get_language())


@lru_cache
def _version(language):
    seen = hashlib.sha256()
    for name in [WORKER, PHOTOS, *FILES]:
        seen.update(source(name))
    page = Path(get_template("inspections/field/shell.html").origin.name)
    seen.update(page.read_bytes() + JavaScriptCatalog(packages=["inspections"]).get(None).content)
    return f"{language}-{seen.hexdigest()[:12]}"
