"""What the tests need from the system: a browser with Chinese letters, and gettext."""

import os
import shutil
import subprocess
import sys

from doors.messages import Refusal, say

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def main(arguments):
    """For scripts: the environment with the test extras is there, and this is where."""
    print(sys.prefix)


def ensure():
    """The path of a Chromium that runs; installs what is missing where that is possible."""
    browser = find_browser()
    missing = []
    if browser is None:
        missing += ["chromium", "fonts-noto-cjk"]
    if not (shutil.which("xgettext") and shutil.which("msgfmt")):
        missing.append("gettext")
    if missing:
        install(missing)
    return browser or find_browser()


def find_browser():
    """The one the caller names must work; of the others the first that does."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not runs(named):
            raise Refusal(f"CHROMIUM is {named}, which does not run.")
        return named
    found = (shutil.which(name) for name in BROWSERS)
    return next((path for path in found if path and runs(path)), None)


def runs(path):
    try:
        return subprocess.run([path, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


def install(packages):
    names = " ".join(packages)
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        raise Refusal(
            f"the tests need {names}, and this account cannot install it. No browser test is "
            f"ever left out, so please have it installed first:\n"
            f"  apt-get install {names}\n"
            "A Chromium in another place is named by CHROMIUM=/path/to/chromium."
        )
    say(f"Installing {names} (once)")
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ["-q", "-o", "DPkg::Lock::Timeout=300"]
    for step in (
        [apt, *options, "update"],
        [apt, *options, "install", "-y", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            step,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    if done.returncode != 0 or ("chromium" in packages and find_browser() is None):
        raise Refusal(f"{names} could not be installed:\n{done.stdout[-3000:]}")
