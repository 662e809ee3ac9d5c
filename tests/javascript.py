"""The pure rules of the field app, run by the same Node that bundles them."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "inspections" / "field" / "web" / "rules"
# The words of a catalogue that translates nothing, as Django's own has them.
WORDS = """
globalThis.gettext = (words) => words;
globalThis.pgettext = (_context, words) => words;
globalThis.ngettext = (one, many, count) => count === 1 ? one : many;
globalThis.interpolate = (words, names) =>
    words.replace(/%\\(\\w+\\)s/g, (match) => String(names[match.slice(2, -2)]));
"""


@cache
def node() -> list[str]:
    """The Node of the system, or the one that ``bin/test`` fetched."""
    sys.path.insert(0, str(ROOT / "bin"))
    try:
        from doors import frontend, home
    finally:
        sys.path.pop(0)
    found = frontend.node_of_the_system() or frontend.node_of_a_wheel(home.folder() / "node")
    return found[0]


def run(modules: dict[str, str], expression: str, given=None):
    """What an expression makes of ``given``; ``modules`` are files of rules by the names used."""
    imports = "".join(
        f"import * as {name} from {json.dumps((RULES / file).as_uri())};\n"
        for name, file in modules.items()
    )
    script = f"""{imports}{WORDS}
let text = "";
for await (const piece of process.stdin) text += piece;
const given = JSON.parse(text);
process.stdout.write(JSON.stringify({expression}));
"""
    done = subprocess.run(
        [*node(), "--input-type=module", "-e", script],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode:
        pytest.fail(done.stderr)
    return json.loads(done.stdout)
