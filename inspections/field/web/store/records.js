/* Visits as the phone holds them: a draft, then a packet that no longer changes, then a receipt.

   draft     being written; every change is on the disk before it is called kept
   waiting   handed in by the inspectors; the packet is fixed, word for word
   sending   on its way, from this tab or another
   received  the server has every part; `receipt` says under which number
   refused   the server said no; `why` has its words; back to the draft mends it
   conflict  the server has other words under this number; somebody at the desk decides
*/

import { strictly } from "./database.js";
import { changed } from "../ui/live.js";

export const DRAFT = "draft";
export const WAITING = "waiting";
export const SENDING = "sending";
export const RECEIVED = "received";
export const REFUSED = "refused";
export const CONFLICT = "conflict";

export class Frozen extends Error {}

export class Records {
    constructor(db) {
        this.db = db;
        // One after another: of two keystrokes the later is the one that stays.
        this.last = Promise.resolve();
    }

    one(uuid) {
        return this.db.get("records", uuid);
    }

    async all() {
        const rows = await this.db.getAll("records");
        return rows.sort((a, b) => b.changed_at - a.changed_at);
    }

    async begin(draft) {
        const uuid = crypto.randomUUID();
        const now = Date.now();
        const row = { uuid, state: DRAFT, draft, made_at: now, changed_at: now, tries: 0 };
        await this.#write((stores) => stores.records.add(row));
        return uuid;
    }

    /* Change a draft by what `change` makes of it; resolves when it is on the disk. */
    edit(uuid, change) {
        return this.#after(async (stores) => {
            const row = await stores.records.get(uuid);
            if (row?.state !== DRAFT) throw new Frozen(uuid);
            row.draft = change(row.draft);
            row.changed_at = Date.now();
            await stores.records.put(row);
            return row;
        });
    }

    /* Set what sending has to say of a record: its state, receipt, reason, next attempt. */
    mark(uuid, marks) {
        return this.#after(async (stores) => {
            const row = await stores.records.get(uuid);
            if (row) await stores.records.put(Object.assign(row, marks));
            return row;
        });
    }

    /* The words are said: nothing in it changes any more. */
    seal(uuid, packet) {
        const sealed = { state: WAITING, packet: JSON.stringify(packet), sealed_at: Date.now() };
        return this.mark(uuid, { ...sealed, tries: 0, next_try: 0, why: null });
    }

    /* A refused record is written on under its own number: the server kept nothing of it. */
    reopen(uuid) {
        return this.mark(uuid, { state: DRAFT, packet: null, sealed_at: null, why: null });
    }

    /* The record with its parts; only where a person said so, or when its use is over. */
    drop(uuid) {
        return this.#after(async (stores) => {
            await stores.records.delete(uuid);
            await stores.parts.delete(partsOf(uuid));
        });
    }

    parts(uuid) {
        return this.db.getAll("parts", partsOf(uuid));
    }

    addPart(uuid, part) {
        return this.#after((stores) => stores.parts.put({ ...part, uuid, received: false }));
    }

    markPart(uuid, sha256, marks) {
        return this.#after(async (stores) => {
            const part = await stores.parts.get([uuid, sha256]);
            if (part) await stores.parts.put(Object.assign(part, marks));
        });
    }

    dropPart(uuid, sha256) {
        return this.#after((stores) => stores.parts.delete([uuid, sha256]));
    }

    #after(write) {
        const done = this.last.then(() => this.#write(write));
        this.last = done.catch(() => {});
        return done;
    }

    async #write(write) {
        const entry = strictly(this.db, ["records", "parts"]);
        const stores = {
            records: entry.objectStore("records"),
            parts: entry.objectStore("parts"),
        };
        let result;
        try {
            result = await write(stores);
        } catch (error) {
            entry.done.catch(() => {});
            if (!(error instanceof DOMException)) entry.abort();
            throw error;
        }
        await entry.done;
        changed();
        return result;
    }
}

const partsOf = (uuid) => IDBKeyRange.bound([uuid], [uuid, []]);

/* What is only on this phone: everything that the server did not give a receipt for. */
export const isUnsent = (row) => ![RECEIVED].includes(row.state);
