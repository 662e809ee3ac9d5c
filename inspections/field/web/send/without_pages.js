/* The queue of the person who used the app last, for the service worker: no page, no document. */

import { open, openShared } from "../store/database.js";
import { Records } from "../store/records.js";
import { Server } from "./calls.js";
import { Queue } from "./queue.js";

const API = "/api/v1/";

export async function withoutPages() {
    const shared = await openShared();
    const device = await shared.get("things", "device");
    const person = await shared.get("things", "person");
    shared.close();
    if (!device || !person) return null;
    const db = await open(person.id);
    const records = new Records(db);
    const server = Object.assign(new Server({ api: API, device }), { person: person.id });
    return { db, records, queue: new Queue({ db, records, server }) };
}
