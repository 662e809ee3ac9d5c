/* Asks the office, whenever there is a line, whether this phone was reported lost. */

import { useEffect } from "preact/hooks";

import { heed } from "../send/orders.js";
import { onChange } from "../store/changes.js";

const EVERY = 15 * 60_000;

export function useOrders(phone, leave) {
    useEffect(() => {
        const { signal } = (phone.leaving = new AbortController());
        const ask = async () => {
            if (await heed(phone)) await leave();
        };
        ask();
        addEventListener("online", ask, { signal });
        const timer = setInterval(ask, EVERY);
        // Another tab may have locked it, or handed it to somebody else.
        const end = onChange(async () => {
            const person = await phone.shared.get("things", "person");
            if (!signal.aborted && person?.id !== phone.person?.id) location.reload();
        });
        return () => {
            phone.leaving.abort();
            clearInterval(timer);
            end();
        };
    }, [phone]);
}
