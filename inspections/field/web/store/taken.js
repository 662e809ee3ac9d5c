/* What was taken along: the round of the next days and all that is needed at each door. */

import { changed } from "./changes.js";

const STORES = ["things", "stops", "enterprises", "checklists", "records"];
const OLD = 60 * 60 * 1000;
/* What a thin line adds to an answer's way is no other time. */
const JITTER = 5_000;

export class Taken {
    constructor(db, server, version) {
        this.db = db;
        this.server = server;
        this.version = version;
        this.fetching = null;
        server.onClock = (skew) => keepSkew(db, skew);
    }

    /* Fetch it all and put it in place of what was there: the whole of it or nothing. */
    fetch(days = 3) {
        this.fetching ??= this.#fetch(days).finally(() => {
            this.fetching = null;
        });
        return this.fetching;
    }

    async #fetch(days) {
        const before = await this.about();
        // A newer app may keep other things of the same answer.
        const isKept = before?.version && before.app === this.version;
        const headers = isKept ? { "If-None-Match": `"${before.version}"` } : {};
        const { content } = await this.server.get(`field/?days=${days}`, headers);
        // Nothing changed: what is here is as good as taken along this moment.
        if (content) await this.keep(content, Date.now());
        else await mark(this.db, () => ({ at: Date.now() }));
    }

    /* Whether it is old enough to be fetched again without being asked. */
    async isOld() {
        const about = await this.about();
        return !about || Math.abs(Date.now() - about.at) > OLD;
    }

    /* A record goes on with what it was begun with: its stop, its party, its checklist stay. */
    async keep(content, at) {
        const { days, enterprises, checklists, ...rest } = content;
        const entry = this.db.transaction(STORES, "readwrite", { durability: "strict" });
        const store = Object.fromEntries(STORES.map((name) => [name, entry.objectStore(name)]));
        const drafts = (await store.records.getAll()).map(({ draft }) => draft).filter(Boolean);
        const before = [...(await store.stops.getAll()), ...((await store.things.get("kept")) ?? [])];
        await store.things.put(
            drafts.map((draft) => before.find(isOf(draft))).filter(isFirst),
            "kept",
        );

        await store.stops.clear();
        for (const { stops, ...day } of days) {
            for (const stop of stops) await store.stops.put({ ...stop, on: day.on });
        }
        await replace(store.enterprises, enterprises, wantedBy(drafts, "enterprise"));
        await replace(store.checklists, checklists, wantedBy(drafts, "checklist_version"));

        const known = days.map(({ stops, ...day }) => ({ ...day, count: stops.length }));
        const skew = Date.parse(content.now) - at;
        const app = this.version;
        await store.things.put({ ...rest, days: known, at, skew, app }, "taken");
        await entry.done;
        changed();
    }

    /* Who, when, tables; nothing before the first time. */
    about() {
        return this.db.get("things", "taken");
    }

    stopsOf(day) {
        return this.db.getAll("stops", IDBKeyRange.bound([day], [day, []]));
    }

    stop(on, position) {
        return this.db.get("stops", [on, Number(position)]);
    }

    /* The stop that a draft was begun at, also when the round was planned anew since. */
    async stopOf(draft) {
        const kept = (await this.db.get("things", "kept")) ?? [];
        return [...(await this.db.getAll("stops")), ...kept].find(isOf(draft));
    }

    enterprise(id) {
        return this.db.get("enterprises", Number(id));
    }

    enterprises() {
        return this.db.getAll("enterprises");
    }

    checklist(id) {
        return this.db.get("checklists", Number(id));
    }

    checklists() {
        return this.db.getAll("checklists");
    }

    /* Every photo from before that the round and the drafts show, by its hash. */
    async pictures() {
        const cards = await this.enterprises();
        const kept = (await this.db.get("things", "kept")) ?? [];
        const stops = [...(await this.db.getAll("stops")), ...kept];
        const items = [
            ...stops.flatMap(({ reinspection }) => reinspection?.items ?? []),
            ...cards.flatMap(({ orders }) => orders ?? []).flatMap((order) => order.items),
        ];
        return new Set(items.flatMap(({ before }) => before ?? []));
    }
}

/* By how much the office's clock is ahead, as any answer of it says: the phone's may be put right,
   or wrong, between two rounds. */
export function keepSkew(db, skew) {
    const isNew = (about) => !(Math.abs(about.skew - skew) < JITTER);
    // Only what is shown of the time hangs on it; a store that is closing is no reason to stop.
    return mark(db, (about) => isNew(about) && { skew }).catch(() => {});
}

/* Say more of what was taken along, or (`more` gives nothing) leave it. */
async function mark(db, more) {
    const entry = db.transaction("things", "readwrite");
    const about = await entry.store.get("taken");
    const marks = about && more(about);
    if (marks) await entry.store.put({ ...about, ...marks }, "taken");
    await entry.done;
    if (marks) changed();
}

/* The same errand at the same door; where a draft has no errand, the place in the round tells. */
const isOf = (draft) => (stop) =>
    stop.enterprise === draft.enterprise &&
    (draft.errand == null
        ? stop.on === draft.stop?.[0] && stop.position === draft.stop?.[1]
        : stop.errand === draft.errand && stop.kind === draft.kind);

const isFirst = (stop, n, stops) => stop && stops.indexOf(stop) === n;

const wantedBy = (drafts, name) => new Set(drafts.map((draft) => draft[name]));

/* The new rows in place of the old, but for those that somebody still writes about. */
async function replace(store, rows, wanted) {
    for (const key of await store.getAllKeys()) {
        if (!wanted.has(key)) await store.delete(key);
    }
    for (const row of rows) await store.put(row);
}
