"""Compiles the message catalogues, with Babel: the machine need not have gettext."""

import os

from doors.home import ROOT
from doors.messages import say


def compile_all():
    """Every catalogue whose compiled form is missing or older; quiet when there is none."""
    catalogues = [
        *ROOT.glob("locale/*/LC_MESSAGES/*.po"),
        *ROOT.glob("*/locale/*/LC_MESSAGES/*.po"),
    ]
    for source in catalogues:
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime > source.stat().st_mtime:
            continue
        try:
            compile_one(source, compiled)
        except PermissionError:
            say(f"{compiled} cannot be written to: its texts stay in the source language.")
        except ValueError as error:
            # Half a translator's work must not close the door; the catalogue's own test fails.
            say(f"{source} is not compiled: {error}")


def compile_one(source, compiled):
    """Raises `ValueError` for a catalogue gettext would refuse as well."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    with source.open("rb") as file:
        try:
            catalogue = read_po(file, abort_invalid=True)
        except PoFileError as error:
            raise ValueError(str(error)) from error
    # Under another name first: a running server never reads half a catalogue.
    half = compiled.with_name(f"{compiled.name}.{os.getpid()}")
    with half.open("wb") as file:
        write_mo(file, catalogue)
    half.replace(compiled)
