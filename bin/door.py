"""Opens one of the doors: first makes the Python environment, then goes on inside it."""

import importlib
import os
import sys

from doors import environment, home
from doors.messages import Refusal

DOORS = {"up", "test", "manage", "tools"}
INSIDE = "--inside"


def main(door, arguments):
    """The way in from the shell: any Python 3.11, no package installed yet."""
    path = home.make(home.folder())
    python = environment.ensure(path, with_tests=door in {"test", "tools"})
    os.execv(python, [python, os.path.abspath(__file__), INSIDE, door, *arguments])


def inside(door, arguments):
    """The second half, with every package at hand."""
    return importlib.import_module(f"doors.{door}").main(arguments)


if __name__ == "__main__":
    try:
        if sys.argv[1] == INSIDE:
            sys.exit(inside(sys.argv[2], sys.argv[3:]))
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Refusal as refusal:
        door = next((word for word in sys.argv[1:3] if word in DOORS), "door")
        sys.exit(f"bin/{door}: {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
