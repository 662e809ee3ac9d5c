/* The app on the phone: kept for days without signal, and replaced only when its user says so. */

const CHECK_EVERY = 60 * 60 * 1000;

/* Registers the service worker; `whenNewer(f)` calls `f` when another version is ready. */
export function keepShell(address, version) {
    const listeners = new Set();
    let waiting = null;
    const scope = new URL(".", new URL(address, location)).pathname;

    const shell = {
        version,
        get kept() {
            return navigator.serviceWorker?.controller != null;
        },
        whenNewer(listener) {
            listeners.add(listener);
            if (waiting) listener();
            return () => listeners.delete(listener);
        },
        /* What is being written is on the disk already; the page comes back where it was. */
        renew() {
            waiting?.postMessage("take over");
        },
    };

    if (!navigator.serviceWorker) return shell;

    const ready = (worker) => {
        waiting = worker;
        for (const listener of listeners) listener();
    };
    const hadOne = navigator.serviceWorker.controller != null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
        // The first worker takes over a page that is already of its version.
        if (hadOne || waiting) location.reload();
    });
    navigator.serviceWorker
        .register(address, { scope, updateViaCache: "none" })
        .then((registration) => {
            if (registration.waiting) ready(registration.waiting);
            registration.addEventListener("updatefound", () => {
                const coming = registration.installing;
                coming.addEventListener("statechange", () => {
                    const isNext = navigator.serviceWorker.controller != null;
                    if (coming.state === "installed" && isNext) ready(coming);
                });
            });
            setInterval(() => registration.update().catch(() => {}), CHECK_EVERY);
        })
        // Without it the app works as long as there is signal; `kept` says so.
        .catch(() => {});
    return shell;
}
