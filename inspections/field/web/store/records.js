/* Visits as the phone holds them: a draft, then a packet that no longer changes, then a receipt.

   draft     being written; every change is on the disk before it is called kept
   waiting   handed in by the inspectors; the packet is fixed, word for word
   sending   on its way, from this tab or another
   received  the server has every part; `receipt` says under which number
   refused   the server said no; `why` has its words; back to the draft mends it
   conflict  the server has other words under this number; somebody at the desk decides

   `history` is what happened to it, newest last: {what, at, times} and what more there is to say.
*/

import { strictly } from "./database.js";
import { changed } from "./changes.js";

export const DRAFT = "draft";
export const WAITING = "waiting";
export const SENDING = "sending";
export const RECEIVED = "received";
export const REFUSED = "refused";
export const CONFLICT = "conflict";

const LONGEST_HISTORY = 60;

export class Frozen extends Error {}

export class Records {
    constructor(db) {
        this.db = db;
        // One after another: of two keystrokes the later is the one that stays.
        this.last = Promise.resolve();
        // Told of a record that was handed in: the queue asks for it.
        this.whenSealed = null;
    }

    /* When all that was given to be written so far is on the disk, or was refused by it. */
    settled() {
        return this.last;
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
        row.history = [{ what: "begun", at: now }];
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

    /* Set what sending has to say of a record: its state, receipt, reason, next attempt; `event`
       is what to remember of it. Lost with the power, the server says it again. */
    mark(uuid, marks, event) {
        return this.#after(marking(uuid, marks, event), relaxedly);
    }

    /* The words are said: nothing in it changes any more. */
    async seal(uuid, packet) {
        const now = Date.now();
        const sealed = { state: WAITING, packet: JSON.stringify(packet), sealed_at: now };
        const marks = { ...sealed, changed_at: now, tries: 0, next_try: 0, why: null };
        const row = await this.#after(marking(uuid, marks, { what: "handed_in" }));
        this.whenSealed?.();
        return row;
    }

    /* A refused record is written on under its own number: the server kept nothing of it. */
    reopen(uuid) {
        const marks = { state: DRAFT, packet: null, sealed_at: null, why: null };
        const again = { ...marks, changed_at: Date.now() };
        return this.#after(marking(uuid, again, { what: "reopened" }));
    }

    /* Whatever a tab was sending that is no more waits again; only who holds the lock says so. */
    async releaseAll() {
        const rows = await this.db.getAll("records");
        for (const { uuid } of rows.filter(({ state }) => state === SENDING)) {
            await this.mark(uuid, { state: WAITING });
        }
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

    /* Which parts the server has; `sent` of `of` is what the record shows meanwhile. */
    arrived(uuid, missing) {
        return this.#after(async (stores) => {
            const row = await stores.records.get(uuid);
            const parts = await stores.parts.getAll(partsOf(uuid));
            if (!row) return;
            for (const part of parts) {
                const received = !missing.includes(part.sha256);
                if (part.received !== received) await stores.parts.put({ ...part, received });
            }
            row.of = parts.length;
            row.sent = parts.filter(({ sha256 }) => !missing.includes(sha256)).length;
            await stores.records.put(row);
        }, relaxedly);
    }

    /* One more of them arrived. */
    partArrived(uuid, sha256) {
        return this.#after(async (stores) => {
            const row = await stores.records.get(uuid);
            const part = await stores.parts.get([uuid, sha256]);
            if (!row || !part || part.received) return;
            await stores.parts.put({ ...part, received: true });
            row.sent = Math.min((row.sent ?? 0) + 1, row.of ?? Infinity);
            await stores.records.put(row);
        }, relaxedly);
    }

    dropPart(uuid, sha256) {
        return this.#after((stores) => stores.parts.delete([uuid, sha256]));
    }

    #after(write, begin = strictly) {
        const done = this.last.then(() => this.#write(write, begin));
        this.last = done.catch(() => {});
        return done;
    }

    async #write(write, begin = strictly) {
        const entry = begin(this.db, ["records", "parts"]);
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

/* Without waiting for the disk: what a later call would find out again. */
const relaxedly = (db, stores) => db.transaction(stores, "readwrite", { durability: "relaxed" });

const marking = (uuid, marks, event) => async (stores) => {
    const row = await stores.records.get(uuid);
    if (row) await stores.records.put(remembering(Object.assign(row, marks), event));
    return row;
};

const partsOf = (uuid) => IDBKeyRange.bound([uuid], [uuid, []]);

/* With one more thing in its history; what happens again and again is counted instead. */
function remembering(row, event) {
    if (!event) return row;
    const at = Date.now();
    const history = [...(row.history ?? [])];
    const last = history.at(-1);
    if (last?.what === event.what && last.why === event.why) {
        history[history.length - 1] = { ...last, ...event, at, times: (last.times ?? 1) + 1 };
    } else {
        history.push({ ...event, at });
    }
    return Object.assign(row, { history: history.slice(-LONGEST_HISTORY) });
}

/* What is only on this phone: everything that the server did not give a receipt for. */
export const isUnsent = (row) => row.state !== RECEIVED;

/* What goes by itself as soon as there is signal. */
export const isOnItsWay = (row) => [WAITING, SENDING].includes(row.state);
