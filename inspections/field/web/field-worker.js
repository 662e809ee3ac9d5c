/* The service worker: keeps the app's shell, all of one version, and sends what waits when the
   browser says that there is signal while no page of the app is open.

   Records never pass through its cache; they are in the store. `self.SHELL` is written before this
   text by the server: the version, and the address of every file of it. */

import { isOnItsWay } from "./store/records.js";
import { SYNC } from "./send/queue.js";
import { withoutPages } from "./send/without_pages.js";

const { version, files } = self.SHELL;
const PREFIX = "field-shell-";
const CACHE = PREFIX + version;
const [START] = files;

self.addEventListener("install", (event) => {
    // Past the browser's own cache: half a version of each kind would be neither.
    const fresh = files.map((address) => new Request(address, { cache: "reload" }));
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
    event.waitUntil(tidy().then(() => self.clients.claim()));
});

// A new version waits until the person lets it in: no page changes under a hand that writes.
self.addEventListener("message", ({ data }) => {
    if (data === "take over") self.skipWaiting();
});

self.addEventListener("sync", (event) => {
    if (event.tag === SYNC) event.waitUntil(sendAll());
});

/* A promise that fails asks the browser to call again later. */
async function sendAll() {
    const phone = await withoutPages();
    if (!phone) return;
    try {
        await phone.queue.send({ now: true });
        if ((await phone.records.all()).some(isOnItsWay)) throw new Error("not all went");
    } finally {
        phone.queue.end();
        phone.db.close();
    }
}

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) return;
    if (request.mode === "navigate" && pathname.startsWith(START)) {
        event.respondWith(kept(START, request));
    } else if (files.includes(pathname)) {
        event.respondWith(kept(pathname, request));
    }
});

async function kept(address, request) {
    const cache = await caches.open(CACHE);
    return (await cache.match(address)) ?? fetch(request);
}

async function tidy() {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
}
