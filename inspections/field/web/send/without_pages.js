/* The queue of the person who used the app last, for the service worker: no page, no document. */

import { open, openShared } from "../store/database.js";
import { identity } from "../store/identity.js";
import { Records } from "../store/records.js";
import { keepSkew } from "../store/taken.js";
import { Server } from "./calls.js";
import { Queue } from "./queue.js";

const API = "/api/v1/";

export async function withoutPages() {
    const shared = await openShared();
    const person = await shared.get("things", "person");
    const { device, seal } = person ? await identity(shared) : {};
    shared.close();
    if (!person) return null;
    const db = await open(person.id);
    const records = new Records(db);
    const onClock = (skew) => keepSkew(db, skew);
    const server = new Server({ api: API, device, seal, onClock });
    server.person = person.id;
    return { db, records, queue: new Queue({ db, records, server }) };
}
