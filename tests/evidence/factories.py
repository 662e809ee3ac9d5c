"""Files as people and others send them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qualitysup.evidence.services import files

# The tag of the orientation, and the one of the place where a photo was taken.
ORIENTATION, GPS = 0x0112, 0x8825
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"


def photo(*, size=(400, 300), format="JPEG", exif=None, colour="darkred", **options) -> bytes:
    result = io.BytesIO()
    image = Image.effect_noise(size, 60).convert("RGB")
    image.paste(colour, (0, 0, size[0] // 2, size[1] // 2))
    image.save(result, format, **({"exif": exif} if exif else {}), **options)
    return result.getvalue()


def phone_photo() -> bytes:
    """Held sideways, with the place in it."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"
    exif[0x010F] = "SecretPhone"
    return photo(size=(400, 200), exif=exif)


def office(*, main=WORD, parts=None, document=b"<w:document/>", target="") -> bytes:
    """A .docx, or something that would like to be one."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        )
        archive.writestr("word/document.xml", document)
        if target:
            archive.writestr("word/_rels/settings.xml.rels", target)
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return result.getvalue()


def pdf(body: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<<" + body + b">>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def mp4() -> bytes:
    boxes = [(b"ftyp", b"isom\0\0\2\0isomiso2mp41"), (b"moov", b"\0" * 64), (b"mdat", b"\1" * 500)]
    return b"".join(struct.pack(">I", len(body) + 8) + name + body for name, body in boxes)


def huge_png(width=60_000, height=60_000) -> bytes:
    """A few bytes that declare billions of pixels."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def many_scans(times=200) -> bytes:
    """A progressive JPEG whose last pass over the pixels comes again and again."""
    made = photo(progressive=True)
    last = made.rindex(b"\xff\xda")
    return made[:last] + made[last:-2] * times + made[-2:]


def archive(**members) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)
    return result.getvalue()


def upload(content: bytes, name="photo.jpg", claimed="image/jpeg"):
    return SimpleUploadedFile(name, content, content_type=claimed)


def attachment(case, *, by, content=None, name="photo.jpg", **details):
    return files.attach(case, upload(content or photo(), name), by=by, **details)
