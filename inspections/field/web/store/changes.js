/* Whoever writes to the store says so, in this tab, in the others and in the service worker. */

const listeners = new Set();
const others = new BroadcastChannel("field");

others.onmessage = () => tell();

function tell() {
    for (const listener of listeners) listener();
}

/* Something was written: read again whatever is shown. */
export function changed() {
    tell();
    others.postMessage("changed");
}

/* Calls `listener` after every change; what it returns ends that. */
export function onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
}
