/* The service worker: keeps the app's shell, all of one version, and nothing else.

   Records never pass through it; they are in the store of the page. `self.SHELL` is written before
   this text by the server: the version, and the address of every file of it. */

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
