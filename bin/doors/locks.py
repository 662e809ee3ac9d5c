"""Locks between doors: held by an open file, so a killed door gives its lock back."""

import fcntl
import os
from contextlib import contextmanager


class Taken(Exception):
    """Somebody else holds the lock; `note` is what the holder wrote about itself."""

    def __init__(self, note):
        super().__init__(note)
        self.note = note


@contextmanager
def locked(path, *, wait=True, note=""):
    """Hold the lock at `path`; with `wait=False` raise `Taken` when it is held already."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Taken(os.read(descriptor, 1000).decode(errors="replace")) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, note.encode())
        yield
    finally:
        os.close(descriptor)
