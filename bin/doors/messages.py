"""How a door speaks: to the terminal, never on the stdout that belongs to a command."""

import sys


class Refusal(Exception):
    """The door cannot open; the text says why and what to do."""


def say(text):
    """Progress goes to stderr, so that `bin/manage` prints only the command's own answer."""
    print(text, file=sys.stderr, flush=True)


def tail(path, lines=15):
    """The end of a log, for a message about something that just failed."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
