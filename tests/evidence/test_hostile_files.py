import io
import struct
import zipfile

import pytest
from django.core.files.storage import default_storage

from qualitysup.evidence import content
from qualitysup.evidence.content import FileRefused
from qualitysup.evidence.models import StoredFile
from qualitysup.evidence.services import files
from tests.evidence.factories import (
    MACRO_WORD,
    archive,
    huge_png,
    many_scans,
    mp4,
    office,
    pdf,
    photo,
    upload,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ" + b"\0" * 58 + struct.pack("<I", 64) + b"PE\0\0" + b"\0" * 200
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE_TEMPLATE = (
    '<Relationship Type="http://x/attachedTemplate" Target="http://evil" TargetMode="External"/>'
)


def bomb() -> bytes:
    return office(parts={"word/media/image1.bmp": b"\0" * 60_000_000})


def many_parts() -> bytes:
    return office(parts={f"word/part{number}.xml": b"<x/>" for number in range(content.MAX_PARTS)})


def locked() -> bytes:
    document = bytearray(office())
    # The flag "encrypted" in the archive's directory.
    directory = document.index(b"PK\1\2")
    document[directory + 8] |= 1
    return bytes(document)


def doubled() -> bytes:
    result = io.BytesIO(office())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(result, "a") as again:
        again.writestr("word/document.xml", "<w:document/>")
    return result.getvalue()


def heic() -> bytes:
    return struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + b"\0" * 100


HOSTILE = {
    "nothing at all": (lambda: b"", "photo.jpg", "empty"),
    "svg with a script named jpg": (lambda: SVG, "photo.jpg", "active"),
    "svg behind a byte order mark": (lambda: b"\xef\xbb\xbf " + SVG, "a.txt", "active"),
    "page named png": (lambda: HTML, "photo.png", "active"),
    "page behind some words": (lambda: b"hello\n" + HTML, "notes.txt", "active"),
    "php named txt": (lambda: b"a <?php system($_GET[0]); ?>", "notes.txt", "active"),
    "shell script named txt": (lambda: b"#!/bin/sh\nrm -rf /\n", "notes.txt", "active"),
    "batch file": (lambda: b"@echo off\r\nformat c:\r\n", "start.bat", "kind_not_accepted"),
    "program named pdf": (lambda: EXE, "report.pdf", "kind_not_accepted"),
    "linux program": (lambda: b"\x7fELF" + b"\2" * 300, "photo.jpg", "kind_not_accepted"),
    "pdf that runs a script": (
        lambda: pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "a.pdf",
        "active",
    ),
    "pdf that hides its script": (lambda: pdf(b"/S/J#61vaScript/JS(x)"), "a.pdf", "active"),
    "pdf that starts a program": (lambda: pdf(b"/S/Launch/F(cmd.exe)"), "a.pdf", "active"),
    "pdf cut off": (lambda: pdf()[:-8], "a.pdf", "damaged"),
    "pdf with an archive behind": (lambda: pdf() + archive(a="x"), "a.pdf", "two_in_one"),
    "photo with an archive behind": (
        lambda: photo() + archive(Evil="class"),
        "photo.jpg",
        "two_in_one",
    ),
    "photo with a page in its comment": (
        lambda: photo(comment=b"<script>alert(1)</script>"),
        "photo.jpg",
        "two_in_one",
    ),
    "photo with php in its comment": (
        lambda: photo(comment=b"<?php phpinfo(); ?>"),
        "photo.php.jpg",
        "two_in_one",
    ),
    "photo that is a pdf": (lambda: photo(comment=b"%PDF-1.4"), "photo.jpg", "two_in_one"),
    "photo cut off": (lambda: photo()[:-5000], "photo.jpg", "damaged"),
    "head of a photo only": (lambda: photo()[:30], "photo.jpg", "damaged"),
    "png cut off": (lambda: photo(format="PNG")[:-200], "photo.png", "damaged"),
    "webp cut off": (lambda: photo(format="WEBP")[:-500], "photo.webp", "damaged"),
    "billions of pixels": (huge_png, "photo.png", "too_many_pixels"),
    "just too many pixels": (lambda: huge_png(4_500, 4_500), "photo.png", "too_many_pixels"),
    "hundreds of passes over the pixels": (many_scans, "photo.jpg", "damaged"),
    "heic": (heic, "photo.heic", "heic"),
    "gif": (lambda: photo(format="GIF"), "photo.gif", "kind_not_accepted"),
    "tiff": (lambda: photo(format="TIFF"), "photo.tif", "kind_not_accepted"),
    "rich text": (lambda: b"{\\rtf1\\ansi{\\object\\objdata 01}}", "a.rtf", "kind_not_accepted"),
    "document with macros": (lambda: office(main=MACRO_WORD), "a.docm", "active"),
    "document with macros named docx": (
        lambda: office(parts={"word/vbaProject.bin": b"macro"}),
        "a.docx",
        "active",
    ),
    "document with a program inside": (
        lambda: office(parts={"word/embeddings/oleObject1.bin": EXE}),
        "a.docx",
        "active",
    ),
    "document with a template elsewhere": (
        lambda: office(target=OUTSIDE_TEMPLATE),
        "a.docx",
        "active",
    ),
    "document that unpacks to 60 MB of nothing": (bomb, "a.docx", "bomb"),
    "document of too many parts": (many_parts, "a.docx", "bomb"),
    "document with entities": (lambda: office(document=LAUGHS), "a.docx", "damaged"),
    "document that climbs out": (lambda: office(parts={"../../evil": b"x"}), "a.docx", "damaged"),
    "document with a part twice": (doubled, "a.docx", "damaged"),
    "document with a password": (locked, "a.docx", "locked"),
    "old word document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", None),
    "plain archive named docx": (lambda: archive(a="x"), "a.docx", "kind_not_accepted"),
    "archive cut off": (lambda: office()[:-10], "a.docx", "kind_not_accepted"),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + b"\0" * 100, "a.rar", "kind_not_accepted"),
    "film cut off": (lambda: mp4()[:-10], "a.mp4", "damaged"),
    "film of no pictures": (lambda: mp4()[:96], "a.mp4", "damaged"),
    "noise": (lambda: bytes(range(256)) * 8, "a.txt", "kind_not_accepted"),
    "one byte too many": (lambda: photo() + b"\0" * content.MAX_SIZE, "photo.jpg", "too_large"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_in_words_and_leaves_nothing(case, officer):
    make, name, code = HOSTILE[case]

    with pytest.raises(FileRefused) as refusal:
        files.store(upload(make(), name), by=officer)

    assert code is None or refusal.value.code == code
    assert refusal.value.messages[0].endswith(".")
    assert not StoredFile.objects.exists()
    assert not default_storage.exists("evidence")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("现场照片 1.jpg", "现场照片 1.jpg"),
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\photo.jpg", "photo.jpg"),
        ("/", "file"),
        ("", "file"),
        (None, "file"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("nul\x00byte.jpg", "nulbyte.jpg"),
        ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
        ("a" * 300 + ".jpg", "a" * 146 + ".jpg"),
        ("lone\ud800.jpg", "lone.jpg"),
    ],
)
def test_name_keeps_its_words_and_loses_its_tricks(given, kept):
    assert content.clean_name(given) == kept
