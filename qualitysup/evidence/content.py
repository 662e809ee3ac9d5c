"""What a file is, told from its bytes alone; anything not understood is refused.

The name and the type that the sender claims decide nothing. Pure functions on a seekable file.
"""

import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

MAX_SIZE = 20 * 2**20
# A worker decodes within 512 MiB. A JPEG, up to the 50 megapixels of a phone, is read at reduced
# size; the other formats have to be read whole.
MAX_PIXELS = {"JPEG": 51_000_000, "MPO": 51_000_000, "PNG": 20_000_000, "WEBP": 20_000_000}
# A progressive JPEG has about ten passes over all its pixels; thousands hold it for hours.
MAX_SCANS = 50
# An office file unpacked: its parts, their sum, and how much one part may swell.
MAX_PARTS = 3_000
MAX_UNPACKED = 200 * 2**20
MAX_SWELL = 200


class FileRefused(ValidationError):
    """The file is not taken in; ``code`` says which rule, the message what to do."""


@dataclass(frozen=True)
class Kind:
    name: str
    endings: tuple[str, ...]
    is_image: bool = False

    @property
    def ending(self) -> str:
        return self.endings[0]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "image/jpeg": Kind(gettext_lazy("photo"), (".jpg", ".jpeg"), is_image=True),
    "image/png": Kind(gettext_lazy("picture"), (".png",), is_image=True),
    "image/webp": Kind(gettext_lazy("picture"), (".webp",), is_image=True),
    "application/pdf": Kind(gettext_lazy("PDF"), (".pdf",)),
    DOCX: Kind(gettext_lazy("Word document"), (".docx",)),
    XLSX: Kind(gettext_lazy("Excel workbook"), (".xlsx",)),
    "video/mp4": Kind(gettext_lazy("video"), (".mp4",)),
    "text/plain": Kind(gettext_lazy("text"), (".txt", ".csv")),
}


@dataclass(frozen=True)
class Found:
    media_type: str
    width: int | None = None
    height: int | None = None


def examine(file) -> Found:
    """Say what a file is, or refuse it."""
    file.seek(0)
    head = file.read(8192)
    if not head:
        raise FileRefused(_("The file is empty."), code="empty")
    if head.startswith(b"PK\x03\x04"):
        return Found(office_type(file))
    guess = filetype.guess_mime(head)
    if guess is None:
        return Found(text_type(file))
    if guess in ("image/heic", "image/avif"):
        raise FileRefused(
            _("HEIC photos cannot be shown. Set the phone to “most compatible” or send a JPEG."),
            code="heic",
        )
    if guess not in KINDS:
        raise FileRefused(
            _(
                "Files of this kind (%(kind)s) are not accepted. Send a photo, PDF, .docx, .xlsx, "
                "MP4 or text file."
            )
            % {"kind": guess},
            code="kind_not_accepted",
        )
    refuse_two_in_one(file)
    if KINDS[guess].is_image:
        return image_found(file)
    {"application/pdf": check_pdf, "video/mp4": check_mp4}[guess](file)
    return Found(guess)


# --- Names --------------------------------------------------------------------------------------

LONGEST_NAME = 150


def clean_name(name: str | None) -> str:
    """The file's own name without folders, and without characters that hide or turn its ending.

    >>> clean_name("../../etc/cron\\u202egpj.exe")
    'crongpj.exe'
    """
    base = (name or "").replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        character
        for character in unicodedata.normalize("NFC", base)
        if unicodedata.category(character)[0] != "C"
        and unicodedata.category(character) not in ("Zl", "Zp")
    ).strip(" .")
    path = PurePosixPath(visible or "file")
    ending = path.suffix[:10]
    return path.name.removesuffix(path.suffix)[: LONGEST_NAME - len(ending)] + ending


def check_name(name: str, media_type: str) -> None:
    """Text may be a script, which only its name tells."""
    endings = KINDS["text/plain"].endings
    if media_type == "text/plain" and not name.lower().endswith(endings):
        raise FileRefused(
            _("A text file is accepted only as .txt or .csv."), code="kind_not_accepted"
        )


# --- Pictures, films, PDF -----------------------------------------------------------------------

# What a browser or a server would run if it took a picture for a page. Each is long enough not to
# occur by chance in 20 MiB of compressed data.
ACTIVE = re.compile(rb"<script|<iframe|<!doctype|<html[\s>]|<\?php\s", re.IGNORECASE)


def refuse_two_in_one(file) -> None:
    """A picture that is an archive or a page as well was made to deceive."""
    file.seek(0)
    content = file.read()
    if not content.startswith(b"%PDF-") and (ACTIVE.search(content) or b"%PDF-" in content[:1024]):
        raise FileRefused(_("The file hides another one inside."), code="two_in_one")
    try:
        hidden = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    if hidden:
        raise FileRefused(_("The file hides another one inside."), code="two_in_one")


# MPO is a JPEG with a second view behind it, as many phones write.
IMAGE_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
}


def image_found(file) -> Found:
    file.seek(0)
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as image:
            width, height = image.size
            if width * height > MAX_PIXELS[image.format]:
                raise too_many_pixels(MAX_PIXELS[image.format])
            if image.format in ("JPEG", "MPO"):
                check_scans(file)
            # Reads to the end, at a fraction of the memory where the format allows.
            image.draft("RGB", (320, 320))
            image.load()
            return Found(IMAGE_TYPES[image.format], width, height)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels(max(MAX_PIXELS.values())) from None
    except Exception as error:  # whatever a decoder stumbles over is a bad picture
        raise FileRefused(
            _("The picture is damaged or incomplete. Take or send it again."), code="damaged"
        ) from error


def too_many_pixels(limit: int) -> FileRefused:
    message = _("The picture has too many pixels; at most %(limit)d million.")
    return FileRefused(message % {"limit": limit // 10**6}, code="too_many_pixels")


# Inside a scan 0xFF is followed by 0x00, or by a restart marker.
NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def check_scans(file) -> None:
    """Walk the segments of a JPEG to its end and count the passes over the picture."""
    place = file.tell()
    file.seek(0)
    content, at, scans = file.read(), 2, 0
    while (found := NEXT_MARKER.search(content, at)) and found[0] != b"\xff\xd9":
        scans += found[0] == b"\xff\xda"
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
    file.seek(place)
    if scans > MAX_SCANS:
        raise FileRefused(
            _("The picture is not put together properly. Take or send it again."), code="damaged"
        )


RUNS = re.compile(rb"/(JavaScript|Launch)\b")


def check_pdf(file) -> None:
    file.seek(0)
    content = file.read()
    if b"%%EOF" not in content[-2048:]:
        raise FileRefused(_("The PDF is incomplete. Send it again."), code="damaged")
    # A name may be written with escapes: /J#61vaScript.
    escaped = re.findall(rb"/[!-.0-~]{0,80}#[!-.0-~]{2,80}", content)
    if any(RUNS.search(name) for name in [content, *map(spelled_out, escaped)]):
        raise FileRefused(
            _("The PDF contains a script or starts a program. Print it to a new PDF."),
            code="active",
        )


def spelled_out(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes([int(code[1], 16)]), name)


def check_mp4(file) -> None:
    """The boxes of the container fill the file exactly, and there is a film in them."""
    end = file.seek(0, 2)
    boxes, place = set(), 0
    while place + 8 <= end:
        file.seek(place)
        size, name = int.from_bytes(file.read(4)), file.read(4)
        if size == 1:
            size = int.from_bytes(file.read(8))
        if size == 0:
            size = end - place
        if size < 8:
            break
        boxes.add(name)
        place += size
    if place != end or not {b"ftyp", b"moov", b"mdat"} <= boxes:
        raise FileRefused(_("The video is damaged or incomplete. Send it again."), code="damaged")


# --- Office files -------------------------------------------------------------------------------

MAIN_PART = re.compile(rb'ContentType="([^"]+)\.main\+xml"')
MACROS = re.compile(r"vbaProject|activeX|macrosheets|oleObject.*\.bin$", re.IGNORECASE)


def office_type(file) -> str:
    """A .docx or .xlsx without macros, embedded programs, remote templates or bombs."""
    try:
        with zipfile.ZipFile(file) as archive:
            check_parts(archive.infolist())
            types = archive.read("[Content_Types].xml")
            check_no_macros(archive, types)
            main = [name.decode("ascii", "replace") for name in MAIN_PART.findall(types)]
            check_markup(archive)
    except FileRefused:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, NotImplementedError):
        raise FileRefused(
            _("The archive is not a readable .docx or .xlsx file."), code="kind_not_accepted"
        ) from None
    except Exception as error:  # zlib and its kin, on damaged parts
        message = _("The office file is damaged. Send it again.")
        raise FileRefused(message, code="damaged") from error
    for media_type in (DOCX, XLSX):
        if media_type in main:
            return media_type
    raise FileRefused(
        _("The archive is not a readable .docx or .xlsx file."), code="kind_not_accepted"
    )


def check_parts(parts) -> None:
    """Before anything is unpacked, by what the directory of the archive declares."""
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > MAX_SWELL * max(part.compress_size, 1) and part.file_size > 2**20
        for part in parts
    )
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or swollen:
        raise FileRefused(_("The office file unpacks to far too much data."), code="bomb")
    if len(set(names)) < len(names) or any(
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names
    ):
        raise FileRefused(_("The office file is not put together properly."), code="damaged")
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(_("The office file is locked. Remove its password."), code="locked")


def check_no_macros(archive, types: bytes) -> None:
    if b"macroEnabled" in types or any(MACROS.search(name) for name in archive.namelist()):
        raise FileRefused(
            _("The office file contains macros or embedded programs. Save it without them."),
            code="active",
        )
    for name in archive.namelist():
        relations = archive.read(name) if name.endswith(".rels") else b""
        if b"attachedTemplate" in relations and b'TargetMode="External"' in relations:
            raise FileRefused(
                _("The office file fetches a template from elsewhere. Save it as a new file."),
                code="active",
            )


def check_markup(archive) -> None:
    """No part declares entities: they unpack a second time, in whatever program opens it."""
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            with archive.open(name) as part:
                start = part.read(4096).replace(b"\0", b"")
            if re.search(rb"<!(DOCTYPE|ENTITY)", start):
                raise FileRefused(
                    _("The office file is not put together properly."), code="damaged"
                )


# --- Text ---------------------------------------------------------------------------------------


def text_type(file) -> str:
    """Plain text in UTF-8 or GB 18030; no page, no script, nothing unprintable."""
    file.seek(0)
    content = file.read()
    if re.match(rb"\s*(\xef\xbb\xbf)?\s*(#!|<)", content) or ACTIVE.search(content):
        raise FileRefused(
            _("Web pages, drawings in SVG and scripts are not accepted."), code="active"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
            return "text/plain"
    raise FileRefused(
        _("The kind of the file is not known. Send a photo, PDF, .docx, .xlsx, MP4 or text file."),
        code="kind_not_accepted",
    )
