/* What was taken along: the round of the next days and all that is needed at each door. */

import { changed } from "../ui/live.js";

const STORES = ["things", "stops", "enterprises", "checklists"];

export class Taken {
    constructor(db, server) {
        this.db = db;
        this.server = server;
    }

    /* Fetch it all and put it in place of what was there: the whole of it or nothing. */
    async fetch(days = 3) {
        const { content } = await this.server.get(`field/?days=${days}`);
        await this.keep(content, Date.now());
        return content;
    }

    async keep(content, at) {
        const { days, enterprises, checklists, ...rest } = content;
        const entry = this.db.transaction(STORES, "readwrite", { durability: "strict" });
        const store = Object.fromEntries(STORES.map((name) => [name, entry.objectStore(name)]));
        for (const name of ["stops", "enterprises"]) store[name].clear();
        // Checklists stay: a draft goes on under the version it was begun with.
        for (const card of enterprises) store.enterprises.put(card);
        for (const version of checklists) store.checklists.put(version);
        for (const { stops, ...day } of days) {
            for (const stop of stops) store.stops.put({ ...stop, on: day.on });
        }
        const known = days.map(({ stops, ...day }) => ({ ...day, count: stops.length }));
        const skew = Date.parse(content.now) - at;
        store.things.put({ ...rest, days: known, at, skew }, "taken");
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
}
