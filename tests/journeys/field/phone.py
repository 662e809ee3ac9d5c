"""A phone in a test: a browser profile of its own that can be closed, killed and opened again."""

import base64
import contextlib
import json
import os
import re
import signal
from pathlib import Path

from django.conf import settings
from django.test import Client

from tests.doors.conftest import wait_until
from tests.inspections.packets import sha

WORKSHOP = {"latitude": 22.9001, "longitude": 113.2502, "accuracy": 12}
# What the browser remarks when there is no line, and of answers that the app is made for.
EXPECTED = re.compile(
    r"Failed to load resource: (net::ERR_|the server responded with a status of (4\d\d|503))"
)
# As long as a call of the app or a restart of its worker may take on a busy machine.
PATIENCE = 30_000


class Phone:
    """One person's phone: its pages, its store, its line.

    ``page`` is the tab that is open. Whatever was written is in the profile, so ``close`` or
    ``kill`` and then ``open`` is what happens when a browser is ended and started again.
    """

    def __init__(self, browser_type, server, profile, person, *, complaints, **options):
        self.browser_type = browser_type
        self.server = server
        self.profile = profile
        self.person = person
        self.complaints = complaints
        self.options = options
        self.context = self.page = None

    # --- The browser -----------------------------------------------------------------------------

    def open(self, path="/field/"):
        """Start the browser; without a sign-in of its own it has what the profile kept."""
        skew = self.options.get("skew")
        self.context = self.browser_type.launch_persistent_context(
            str(self.profile),
            executable_path=os.environ["CHROMIUM"],
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--use-fake-device-for-media-stream",
            ],
            base_url=self.server,
            viewport={"width": self.options.get("width", 390), "height": 844},
            color_scheme=self.options.get("scheme", "light"),
            locale=self.options.get("language", "en"),
            timezone_id=self.options.get("zone", "Asia/Shanghai"),
            geolocation=self.options.get("place", WORKSHOP),
            permissions=["geolocation", "camera"],
            has_touch=True,
            reduced_motion="reduce",
            service_workers="allow",
            accept_downloads=True,
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if skew:
            self.context.add_init_script(wrong_clock(skew.total_seconds() * 1000))
        self.page = self.context.pages[0]
        if path:
            self.page.goto(path)
        return self

    def close(self):
        """End it in order, as by its own button."""
        if self.context is not None:
            with contextlib.suppress(Exception):
                self.context.close()
        self.context = self.page = None

    def kill(self):
        """End it as the system does that needs the memory: no page hears of it.

        Chromium writes cookies down every half minute: sign in anew where that matters. The
        worker it writes down a moment after it took over: that is waited for.
        """
        assert wait_until(self._has_written_its_worker)
        for pid in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not self._processes())
        self.close()
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)

    def tab(self, path="/field/"):
        """One more tab of the same phone."""
        page = self.context.new_page()
        page.goto(path)
        return page

    def _has_written_its_worker(self):
        written = self.profile.glob("*/Service Worker/Database/*.log")
        return any(b"REG:" in each.read_bytes() for each in written)

    def _processes(self):
        mark = f"--user-data-dir={self.profile}".encode()
        return [
            int(process.name)
            for process in Path("/proc").iterdir()
            if process.name.isdigit() and mark in _command(process)
        ]

    def _hear(self, message):
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.complaints.append(message.text)

    # --- Its person ------------------------------------------------------------------------------

    def sign_in(self, person=None):
        """As the office's page does it: a session and the cookie that guards it."""
        client = Client()
        client.force_login(
            person or self.person, backend="qualitysup.accounts.backends.RoleBackend"
        )
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: "f" * 32}
        if self.context is None:
            self.open(path=None)
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in cookies.items()]
        )
        return self

    def lose_sign_in(self):
        """Its session is over, as after a night."""
        self.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    # --- Its line --------------------------------------------------------------------------------

    def offline(self):
        self.context.set_offline(True)

    def online(self):
        self.context.set_offline(False)

    # --- Its app ---------------------------------------------------------------------------------

    def wait_until_kept(self):
        """From now on the app opens without signal."""
        self.wait_for(lambda: self.page.evaluate(KEPT))

    def take_along(self):
        """Fetch the round, by the button, until all of it is on the phone."""
        self.page.goto("/field/#/")
        button = self.page.get_by_role("button", name="Take the round along")
        button.wait_for()
        before = self.taken_at()
        button.click()
        self.wait_for(lambda: self.taken_at() != before)

    def taken_at(self):
        """When the phone last took its round along."""
        return next((row["at"] for row in self.rows("things") if "vocabularies" in row), None)

    def show(self, *words):
        """One of the app's pages, by the words of its path."""
        self.page.evaluate("(path) => { location.hash = path }", "#/" + "/".join(map(str, words)))

    def speak(self, language):
        """Another language, by the button; the app comes back in it, and is kept in it."""
        self.show("me")
        self.page.locator(f"button[lang={language}]").click()
        self.page.locator(f"html[lang={language}]").wait_for(state="attached")
        self.wait_until_kept()

    def sync(self):
        """The browser finds that there is signal and wakes the worker, whatever page is open."""
        found = []
        session = self.context.new_cdp_session(self.page)
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(event["registrations"]),
        )
        session.send("ServiceWorker.enable")
        self.wait_for(lambda: found)
        registration = next(one for one in found if one["scopeURL"].endswith("/field/"))
        session.send(
            "ServiceWorker.dispatchSyncEvent",
            {
                "origin": self.server,
                "registrationId": registration["registrationId"],
                "tag": "field-send",
                "lastChance": False,
            },
        )

    # --- What it keeps ---------------------------------------------------------------------------

    @property
    def store(self):
        return f"field-{self.person.pk}"

    def rows(self, name, *, database=None):
        """Every row of a store, files as their size and type."""
        return self.page.evaluate(READ, [database or self.store, name])

    def records(self):
        """The records by their numbers."""
        return {row["uuid"]: row for row in self.rows("records")}

    def states(self):
        return {uuid: row["state"] for uuid, row in self.records().items()}

    def write(self, name, rows, *, database=None):
        """Write rows as the app does, and say so to its pages; ``bytes`` become files."""
        packed = [_packed(row) for row in rows]
        self.page.evaluate(WRITE, [database or self.store, name, packed])

    def hand_in(self, packets, *, photos=None):
        """Records that were read back and signed; ``photos`` of each as bytes, by UUID.

        They are written behind the app's back: it hears of them as of another tab's.
        """
        now = self.page.evaluate("Date.now()")
        parts, records = [], []
        for n, (uuid, packet) in enumerate(packets.items()):
            records.append(waiting(uuid, packet, at=now + n))
            parts += [photo_part(uuid, each) for each in (photos or {}).get(uuid, [])]
        self.write("parts", parts)
        self.write("records", records)

    def wait_for(self, holds, *, timeout=PATIENCE, every=100):
        """Until it holds, while the browser goes on."""
        for _n in range(timeout // every):
            if holds():
                return
            self.page.wait_for_timeout(every)
        raise AssertionError("It never came to hold.")

    def wait_for_state(self, uuid, state, *, timeout=PATIENCE):
        self.wait_for(lambda: self.states().get(str(uuid)) == state, timeout=timeout)


# What the app writes a draft with; answers and the rest have shapes of their own there.
BLANK = {
    **dict.fromkeys(["kind", "errand", "stop", "enterprise", "party", "checklist_version"]),
    **dict.fromkeys(["started_at", "ended_at", "point"]),
    **dict.fromkeys(["place", "present", "witness", "summary", "outcome", "signature_refused"], ""),
    **{"inspectors": [], "rights_told": False, "disposition": "none"},
}


def waiting(uuid, packet, *, at):
    """A record that was handed in and not sent; its packet is a text, as the app keeps it."""
    draft = BLANK | {name: packet[name] for name in BLANK if name in packet}
    draft |= {"answers": {}, "proposals": [], "samples": [], "reinspected": {}, "step": "who"}
    return {
        "uuid": str(uuid),
        "state": "waiting",
        "draft": draft,
        "packet": json.dumps(packet, ensure_ascii=False),
        "made_at": at,
        "changed_at": at,
        "sealed_at": at,
        "tries": 0,
        "next_try": 0,
        "why": None,
    }


def photo_part(uuid, content, **more):
    return {
        "uuid": str(uuid),
        "sha256": sha(content),
        "kind": "photo",
        "bytes": content,
        "type": "image/jpeg",
        "size": len(content),
        "caption": "",
        "item": None,
        "received": False,
    } | more


KEPT = """async () => navigator.serviceWorker.controller?.state === "activated"
    && (await caches.keys()).some((name) => name.startsWith("field-shell-"))"""

READ = """([database, store]) => new Promise((done, failed) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
        const db = opening.result;
        const reading = db.transaction(store).objectStore(store).getAll();
        reading.onerror = () => failed(reading.error);
        reading.onsuccess = () => {
            db.close();
            const plain = (value) => value instanceof Blob
                ? { size: value.size, type: value.type }
                : value;
            done(JSON.parse(JSON.stringify(reading.result, (_key, value) => plain(value))));
        };
    };
})"""

WRITE = """([database, store, rows]) => new Promise((done, failed) => {
    const unpacked = (row) => Object.fromEntries(Object.entries(row).map(([name, value]) =>
        value?.base64 === undefined ? [name, value] : [name, new Blob(
            [Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0))], { type: row.type })]));
    const opening = indexedDB.open(database);
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
        const db = opening.result;
        const writing = db.transaction(store, "readwrite", { durability: "strict" });
        for (const row of rows) writing.objectStore(store).put(unpacked(row));
        writing.onabort = () => failed(writing.error);
        writing.oncomplete = () => {
            db.close();
            const others = new BroadcastChannel("field");
            others.postMessage("changed");
            others.close();
            done();
        };
    };
})"""


def _packed(row):
    return {
        name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }


def wrong_clock(by):
    """Every clock of the page is wrong by so many milliseconds; it goes at the right speed."""
    return f"""(() => {{
        const Right = Date;
        const now = () => Right.now() + {by};
        self.Date = class extends Right {{
            constructor(...given) {{ given.length ? super(...given) : super(now()); }}
            static now() {{ return now(); }}
        }};
    }})();"""


def _command(process):
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
