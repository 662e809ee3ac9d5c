/* Pages that follow the store: whoever writes says so, in this tab and in the others. */

import { useEffect, useState } from "preact/hooks";

const NAME = "field";
const listeners = new Set();
const others = new BroadcastChannel(NAME);

others.onmessage = () => tell();

function tell() {
    for (const listener of listeners) listener();
}

/* Something was written: read again whatever is shown. */
export function changed() {
    tell();
    others.postMessage("changed");
}

/* What `read` finds, again after every change; `undefined` until it is there. */
export function useLive(read, inputs = []) {
    const [found, setFound] = useState();
    useEffect(() => {
        let wanted = true;
        const again = async () => {
            const value = await read();
            if (wanted) setFound(() => value);
        };
        again();
        listeners.add(again);
        return () => {
            wanted = false;
            listeners.delete(again);
        };
    }, inputs);
    return found;
}
