/* Pages that follow the store: whoever writes says so, in this tab and in the others. */

import { useEffect, useState } from "preact/hooks";

import { onChange } from "../store/changes.js";

export { changed } from "../store/changes.js";

/* What `read` finds, again after every change; `undefined` until it is there. */
export function useLive(read, inputs = []) {
    const [found, setFound] = useState();
    useEffect(() => {
        let wanted = true;
        let reading = false;
        let stale = false;
        const again = async () => {
            // One reading at a time: of a hundred changes in a second the last is shown.
            stale = true;
            if (reading) return;
            reading = true;
            try {
                while (stale && wanted) {
                    stale = false;
                    const value = await read();
                    if (wanted) setFound(() => value);
                }
            } catch (error) {
                // The store was closed because its person leaves the phone; nothing is shown of it.
                if (error.name !== "InvalidStateError") throw error;
            } finally {
                reading = false;
            }
        };
        again();
        const end = onChange(again);
        return () => {
            wanted = false;
            end();
        };
    }, inputs);
    return found;
}
