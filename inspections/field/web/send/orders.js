/* What the office wants of this phone: asked without a sign-in, so that a lost phone hears it too. */

import { deleteDB } from "idb";

import { changed } from "../store/changes.js";
import { leave, nameOf } from "../store/database.js";

const address = (device) => `/phones/${device}/`;

/* Locks or wipes what was ordered and says so; what was done, or null. */
export async function heed({ shared, device, secret, queue, db, person }) {
    const { lock, wipe } = await ask(device);
    if (!lock.length && !wipe.length) return null;
    for (const id of wipe) {
        if (person?.id === id) {
            queue.end();
            leave(db);
        }
        await deleteDB(nameOf(id));
    }
    const current = await shared.get("things", "person");
    const mine = current && [...lock, ...wipe].includes(current.id);
    const done = wipe.includes(current?.id) ? "wipe" : "lock";
    if (mine) {
        queue?.end();
        // Together: whichever tab reads next finds both that nobody is in, and why.
        const entry = shared.transaction("things", "readwrite");
        entry.store.put({ done, at: Date.now() }, "ordered");
        entry.store.delete("person");
        await entry.done;
    }
    // Nobody may be signed in any more; what it proves itself by is the secret.
    const headers = { "X-Device-Secret": secret };
    await fetch(address(device), { method: "POST", headers, cache: "no-store" });
    if (!mine) changed();
    return mine ? done : null;
}

async function ask(device) {
    try {
        const answer = await fetch(address(device), { cache: "no-store", redirect: "error" });
        return answer.ok ? await answer.json() : { lock: [], wipe: [] };
    } catch {
        return { lock: [], wipe: [] };
    }
}
