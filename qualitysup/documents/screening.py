"""Looks at an uploaded file before anything opens it: is it an honest Word document?

A ``.docx`` is a zip of XML. Macros, embedded programs, links to outside, entities and archives
that swell when unpacked are refused with words that say what to do.
"""

import io
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

MAX_BYTES = 2 * 1024**2
MAX_UNPACKED = 20 * 1024**2
MAX_PARTS = 200

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PROGRAMS = ("vbaproject", "vbadata", "embeddings/", "activex/", "oleobject", "afchunk")


def screen(data: bytes) -> None:
    """Raise ``ValidationError`` unless the file may be opened as a Word template."""
    if len(data) > MAX_BYTES:
        _refuse("too_big", _("The file is larger than 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _screen_parts(package)
            _screen_xml(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        # Also a password, an unknown compression, or sizes that are not what the archive says.
        reason = _("This is not a Word document (.docx) without a password.")
        raise ValidationError(reason, code="not_docx") from error


def _screen_parts(package) -> None:
    parts = package.infolist()
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or len(set(names)) < len(names):
        _refuse("swollen", _("The file unpacks to more than a template can need."))
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        _refuse("not_docx", _("This is not a Word document (.docx) without a password."))
    if any(program in name.lower() for name in names for program in _PROGRAMS):
        _refuse("program", _("The file holds macros or embedded objects. Save it without them."))


def _screen_xml(package) -> None:
    for name in package.namelist():
        if name.endswith((".xml", ".rels")):
            root = _parsed(package.read(name))
            if name == "[Content_Types].xml":
                _screen_types(root)
            if any(link.get("TargetMode") == "External" for link in root.iter("{*}Relationship")):
                _refuse("outside", _("The file links to something outside. Remove the links."))


def _screen_types(root) -> None:
    types = {part.get("PartName"): part.get("ContentType", "") for part in root}
    if any("macro" in kind.lower() for kind in types.values()):
        _refuse("program", _("The file holds macros or embedded objects. Save it without them."))
    if types.get("/word/document.xml") != _MAIN:
        _refuse("not_docx", _("This is not a Word document (.docx) without a password."))


def _parsed(xml: bytes):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise ValidationError(_("The file is damaged."), code="damaged") from error
    if root.getroottree().docinfo.doctype:
        _refuse("entities", _("The file declares XML entities, which Word never does."))
    return root


def _refuse(code: str, reason: str):
    raise ValidationError(reason, code=code)
