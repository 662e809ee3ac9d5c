/* What the office wants of this phone: asked without a sign-in, so that a lost phone hears it too. */

import { deleteDB } from "idb";

import { changed } from "../store/changes.js";
import { leave, nameOf } from "../store/database.js";

const address = (device) => `/phones/${device}/`;

/* Locks or wipes what was ordered and says so; what was done, or null. */
export async function heed({ shared, device, queue, db, person }) {
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
    if (mine) {
        queue?.end();
        await shared.delete("things", "person");
    }
    const done = wipe.includes(current?.id) ? "wipe" : "lock";
    if (mine) await shared.put("things", { done, at: Date.now() }, "ordered");
    await fetch(address(device), { method: "POST", cache: "no-store" });
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
