"""Pictures re-encoded for viewing; the original stays as it came."""

import io

from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from qualitysup.evidence import storage
from qualitysup.evidence.models import StoredFile

# The longer side in pixels.
SIZES = {"thumb": 320, "view": 1600}


def path_of(stored: StoredFile, size: str) -> str:
    return f"{stored.path}.{size}.webp"


def make(stored: StoredFile) -> None:
    """Make what is missing; making it twice gives the same."""
    for size in SIZES:
        if not default_storage.exists(path_of(stored, size)):
            storage.put(path_of(stored, size), encoded(stored, SIZES[size]))


def encoded(stored: StoredFile, pixels: int) -> io.BytesIO:
    """Upright, in its own new pixels: no place, no camera, no comment comes along."""
    result = io.BytesIO()
    with default_storage.open(stored.path) as original, Image.open(original) as image:
        # A JPEG need not be decoded at its full size.
        image.draft("RGB", (pixels, pixels))
        image.thumbnail((pixels, pixels))
        upright = ImageOps.exif_transpose(image)
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        upright.convert(mode).save(result, "WEBP", quality=80)
    return result


def opened(stored: StoredFile, size: str):
    """The picture to show, made on the first look if the task has not come to it."""
    if not default_storage.exists(path_of(stored, size)):
        make(stored)
    return default_storage.open(path_of(stored, size))
