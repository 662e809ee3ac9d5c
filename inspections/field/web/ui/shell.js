/* The app on the phone: kept for days without signal, and replaced only when its user says so. */

const CHECK_EVERY = 60 * 60 * 1000;

/* Registers the service worker; `whenNewer(f)` calls `f` when another version is ready. */
export function keepShell(address, version) {
    const listeners = new Set();
    let registration = null;
    let newer = false;
    let asked = false;
    const scope = new URL(".", new URL(address, location)).pathname;

    const takeOver = () => registration?.waiting?.postMessage("take over");

    const shell = {
        version,
        get kept() {
            return navigator.serviceWorker?.controller != null;
        },
        whenNewer(listener) {
            listeners.add(listener);
            if (newer) listener();
            return () => listeners.delete(listener);
        },
        /* The person said so: once the disk has all that was written, the page comes back where it
           was. Another tab may have let the new worker in already; then this one only follows. */
        async renew(written) {
            await written;
            asked = true;
            if (registration?.waiting) takeOver();
            else location.reload();
        },
        /* Something was chosen that changes the shell itself, such as its language. */
        async replace() {
            asked = true;
            await registration?.update();
            if (registration?.waiting) takeOver();
        },
    };

    if (!navigator.serviceWorker) return shell;

    const ready = () => {
        if (asked) return takeOver();
        newer = true;
        for (const listener of listeners) listener();
    };
    const hadOne = navigator.serviceWorker.controller != null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
        // The first worker takes over a page that is already of its version.
        if (!hadOne && !newer && !asked) return;
        // No page changes under a hand that writes: a tab that did not ask offers it.
        if (asked) location.reload();
        else ready();
    });
    navigator.serviceWorker
        .register(address, { scope, updateViaCache: "none" })
        .then((found) => {
            registration = found;
            if (registration.waiting && navigator.serviceWorker.controller) ready();
            registration.addEventListener("updatefound", () => {
                const coming = registration.installing;
                coming.addEventListener("statechange", () => {
                    const isNext = navigator.serviceWorker.controller != null;
                    if (coming.state === "installed" && isNext) ready();
                });
            });
            setInterval(() => registration.update().catch(() => {}), CHECK_EVERY);
        })
        // Without it the app works as long as there is signal; `kept` says so.
        .catch(() => {});
    return shell;
}
