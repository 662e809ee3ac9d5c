"""Where the bytes lie: the default storage, whole or not at all."""

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage

INCOMING = "evidence/incoming"


def put(path: str, content) -> None:
    """Keep these bytes under this path; a reader finds all of them or nothing."""
    content.seek(0)
    try:
        target = Path(default_storage.path(path))
    except NotImplementedError:
        # An object store shows an object only when all of it has arrived.
        if not default_storage.exists(path):
            default_storage.save(path, File(content))
        return
    incoming = Path(
        default_storage.path(default_storage.save(f"{INCOMING}/{uuid4().hex}", File(content)))
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    sync(incoming)
    incoming.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Let a power cut not undo what the database is about to promise."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def holds(path: str, size: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return default_storage.size(path) == size
    return False


def paths(folder: str):
    """Every file below a folder, with its time."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        path = f"{folder}/{name}"
        yield path, default_storage.get_modified_time(path)
    for name in folders:
        yield from paths(f"{folder}/{name}")
