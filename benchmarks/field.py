"""What the field app's shell weighs on the line, and what opening it again asks of the line.

The weight is what a phone that speaks gzip is sent of every file that its worker keeps. Opening it
again counts the requests that went past the worker (goal: at most one), in a real Chromium.

    .venv/bin/python -m benchmarks.field [--repeats 5]
"""

import argparse
import gzip
import json
import os
import statistics
import time
import urllib.request

from playwright.sync_api import sync_playwright

from benchmarks import figures
from benchmarks.scratch import database
from benchmarks.serving import served

PAGE = "/field/"


def main(repeats):
    with database():
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        with served("qualitysup.wsgi:application") as port:
            address = f"http://localhost:{port}"
            figures.heading("The shell of the field app, as a phone is sent it")
            weigh(address)
            figures.heading("Opened again")
            open_again(address, repeats)


def weigh(address):
    text = fetched(address + PAGE + "worker.js")[0].decode()
    files = json.loads(text.split("self.SHELL = ", 1)[1].split(";\n", 1)[0])["files"]
    sizes = [(name, *map(len, fetched(address + name))) for name in files]
    sizes.sort(key=lambda row: -row[2])
    rows = [(name, f"{plain:,}", f"{sent:,}") for name, plain, sent in sizes]
    total = [sum(column) for column in list(zip(*sizes, strict=True))[1:]]
    figures.table(("", "bytes", "sent"), [*rows, ("in all", *(f"{size:,}" for size in total))])


def fetched(address):
    """A file's bytes, and the bytes that went over the line for them."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request) as answer:
        sent = answer.read()
        packed = answer.headers["Content-Encoding"] == "gzip"
    return gzip.decompress(sent) if packed else sent, sent


def open_again(address, repeats):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking"],
        )
        page = browser.new_page()
        page.goto(address + PAGE)
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller")
        past, times = [], []
        for _ in range(repeats):
            asked = []

            def note(response, asked=asked):
                asked.append(response)

            page.on("response", note)
            start = time.perf_counter()
            page.reload()
            page.locator("#app h1, #app main").first.wait_for()
            times.append((time.perf_counter() - start) * 1000)
            # What the app itself asks the office is no part of the shell.
            shell = [one for one in asked if "/api/" not in one.url]
            past.append(sum(not one.from_service_worker for one in shell))
            page.remove_listener("response", note)
        browser.close()
    figures.table(
        ("", "median", "goal"),
        [
            ("requests past the worker", statistics.median(past), "≤ 1"),
            ("milliseconds until a page stands", f"{statistics.median(times):.0f}", ""),
        ],
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    main(parser.parse_args().repeats)
