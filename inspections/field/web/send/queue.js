/* Sends what was handed in: in the order of sealing, by one tab of the phone at a time.

   A packet goes first, then its parts one by one, those that the receipt misses; then the packet
   again for the final receipt. Every call may be repeated, so whatever ends the app in between
   costs nothing but the call. `things/line` says how the line is: why nothing goes now, until when.
*/

import { changed } from "../store/changes.js";
import {
    CONFLICT,
    RECEIVED,
    REFUSED,
    SENDING,
    WAITING,
    isOnItsWay,
    isUnsent,
} from "../store/records.js";
import { asked, isDue, pause } from "./backoff.js";
import { Refused, SignedOut, Unreachable } from "./calls.js";

export const SYNC = "field-send";

/* What only a person can mend, by signing in. */
export const STOPPED = ["signed_out", "someone_else"];

/* After so many answers in succession that were no answer, it is the server and not the record. */
const BROKEN = 2;

/* Bytes that arrive as others so many times in succession are not changed by the line. */
const CHANGED_ON_THE_WAY = 5;

const ASK_EVERY = 60 * 60_000;

/* The record is no longer what it was, or lacks what it names: nothing that sending could mend. */
class Incomplete extends Error {}

export class Queue {
    constructor({ db, records, server }) {
        this.db = db;
        this.records = records;
        this.server = server;
        this.running = null;
        this.timer = null;
    }

    /* How the line is: {why: "unreachable" | "busy" | "signed_out" | "someone_else", until, tries}. */
    async line() {
        return (await this.db.get("things", "line")) ?? { why: null, until: 0, tries: 0 };
    }

    /* Send what is due. `now` does not wait for a pause to end: a person asked, or a line came. */
    send({ now = false } = {}) {
        this.urgent ||= now;
        this.wanted = true;
        this.running ??= this.#takeTurns().finally(() => {
            this.running = null;
        });
        return this.running;
    }

    /* A refused record as it is: what was wrong may have been put right at the desk. */
    async again(uuid) {
        await this.records.mark(uuid, { state: WAITING, why: null, tries: 0, next_try: 0 });
        await this.send({ now: true });
    }

    /* Wait for whichever tab is sending, then look oneself: what came meanwhile is not forgotten. */
    async #takeTurns() {
        try {
            while (this.wanted) {
                this.wanted = false;
                await navigator.locks.request(`${this.db.name}-send`, () => this.#run());
            }
        } catch (error) {
            // A full disk, or a store that a newer app closed: nothing was lost, and it is retried.
            console.info("sending stopped", error);
        }
        await this.#wakeLater();
    }

    async #run() {
        await this.records.releaseAll();
        if (this.urgent) {
            await this.#forgetPauses();
            await this.#askTheDesk();
        }
        this.urgent = false;
        let broken = 0;
        const held = new Set();
        for (;;) {
            const line = await this.line();
            if (this.ended || !isDue(line.until, Date.now())) return;
            const rows = await this.records.all();
            this.server.unsent = rows.filter(isUnsent).length;
            const row = nextOf(rows, held, Date.now());
            if (!row) {
                if (line.why && !rows.some(isOnItsWay)) await this.#setLine(null);
                return;
            }
            try {
                await this.#sendOne(row);
                broken = 0;
                if (line.why) await this.#setLine(null);
            } catch (error) {
                const verdict = await this.#failed(row, error, line);
                if (verdict === "stop") return;
                if (verdict === "later") held.add(placeOf(row));
                if (error instanceof Unreachable && ++broken >= BROKEN) {
                    await this.#setLine("unreachable", line.tries + 1);
                    return;
                }
            }
        }
    }

    async #sendOne({ uuid, packet, draft }) {
        const marked = await this.records.mark(uuid, { state: SENDING });
        if (!marked) return;
        if (draft?.form) return this.#post(uuid, draft.form, packet);
        let receipt = await this.#hand(uuid, packet);
        const { missing } = receipt;
        await this.records.arrived(uuid, missing);
        for (const sha256 of missing) await this.#sendPart(uuid, sha256);
        if (missing.length) receipt = await this.#hand(uuid, packet);
        if (receipt.missing.length) throw new Incomplete(receipt.missing[0]);
        await this.records.arrived(uuid, []);
        const received = { state: RECEIVED, receipt, received_at: Date.now(), why: null, tries: 0 };
        await this.records.mark(uuid, received, { what: "received", number: receipt.number });
    }

    /* A form goes to the address that came along with it; its answer is what the office has. */
    async #post(uuid, { address }, packet) {
        await this.server.post(address, JSON.parse(packet));
        const receipt = { received_at: new Date().toISOString(), missing: [] };
        const received = { state: RECEIVED, receipt, received_at: Date.now(), why: null, tries: 0 };
        await this.records.mark(uuid, received, { what: "received" });
    }

    async #hand(uuid, packet) {
        const { content } = await this.server.put(`visits/${uuid}/`, packet);
        await this.records.mark(uuid, { receipt: content });
        return content;
    }

    async #sendPart(uuid, sha256) {
        const part = await this.db.get("parts", [uuid, sha256]);
        if (!part) throw new Incomplete(sha256);
        try {
            await this.server.put(`evidence/${sha256}/`, part.bytes, "application/octet-stream");
        } catch (error) {
            if (error instanceof Refused) error.part = sha256;
            throw error;
        }
        await this.records.partArrived(uuid, sha256);
    }

    /* What a failure means for the record and for those after it: "stop", "later" or "next". */
    async #failed(row, error, line) {
        const { uuid } = row;
        const now = Date.now();
        const tries = (row.tries ?? 0) + 1;
        const again = (wait) => ({ state: WAITING, tries, next_try: now + wait });
        if (error instanceof SignedOut) {
            const why = error.code === "someone_else" ? "someone_else" : "signed_out";
            await this.records.mark(uuid, { state: WAITING }, { what: "stopped", why });
            await this.#setLine(why, 0);
            return "stop";
        }
        if (error instanceof Unreachable && !error.status) {
            await this.records.mark(uuid, { state: WAITING }, { what: "stopped", why: "unreachable" });
            await this.#setLine("unreachable", line.tries + 1);
            return "stop";
        }
        if (error instanceof Unreachable) {
            const event = { what: "stopped", why: "broken", status: error.status };
            await this.records.mark(uuid, again(pause(tries)), event);
            return "later";
        }
        if (error instanceof Incomplete) {
            const why = { code: "part_lost", part: error.message };
            const marks = { state: REFUSED, why, asked_at: now };
            await this.records.mark(uuid, marks, { what: "refused", why: "part_lost" });
            return "next";
        }
        if (error instanceof Refused) return this.#refused(row, error, again, line);
        throw error;
    }

    async #refused({ uuid, tries }, error, again, line) {
        const { status, problem, part } = error;
        const wait = asked(error.retryAfter, Date.now());
        if (status === 429 || status === 503) {
            await this.records.mark(uuid, { state: WAITING }, { what: "stopped", why: "busy" });
            await this.#setLine("busy", line.tries + 1, wait);
            return "stop";
        }
        const onTheWay = part && problem.code === "hash" && (tries ?? 0) < CHANGED_ON_THE_WAY;
        if (status === 423 || onTheWay || status >= 500) {
            const marks = again(wait || pause((tries ?? 0) + 1));
            await this.records.mark(uuid, marks, { what: "stopped", why: "busy" });
            return "later";
        }
        if (status === 409 && problem.code === "conflict") {
            const { conflict, receipt } = problem;
            const why = { code: "conflict", detail: problem.detail, page: conflict };
            const marks = { state: CONFLICT, why, receipt, asked_at: Date.now() };
            await this.records.mark(uuid, marks, { what: "conflict" });
            return "next";
        }
        const { code, errors = null } = problem;
        // What is wrong with a file is no field of the packet's.
        const detail = (part && Object.values(errors ?? {}).flat()[0]) || problem.detail;
        const why = { status, code, detail, errors: part ? null : errors, part: part ?? null };
        const marks = { state: REFUSED, why, asked_at: Date.now() };
        await this.records.mark(uuid, marks, { what: "refused", why: detail });
        return "next";
    }

    async #setLine(why, tries = 0, wait = 0) {
        const until = why && tries ? Date.now() + Math.max(wait, pause(tries)) : 0;
        await this.db.put("things", { why, tries, until }, "line");
        changed();
    }

    /* Once somebody at the desk has decided, or put something in the place of a file that was
       refused, the same packet gets its receipt. */
    async #askTheDesk() {
        const now = Date.now();
        for (const { uuid, state, why, asked_at: at = 0 } of await this.records.all()) {
            const isThere = state === CONFLICT || (state === REFUSED && why?.part);
            if (!isThere || Math.abs(now - at) < ASK_EVERY) continue;
            await this.records.mark(uuid, { state: WAITING, asked_at: now, next_try: 0 });
        }
    }

    async #forgetPauses() {
        for (const { uuid, state, next_try: next } of await this.records.all()) {
            if (state === WAITING && next) await this.records.mark(uuid, { next_try: 0 });
        }
        const line = await this.line();
        if (line.until) await this.db.put("things", { ...line, until: 0 }, "line");
    }

    async #wakeLater() {
        clearTimeout(this.timer);
        if (this.ended) return;
        const firsts = new Map();
        for (const row of inOrder(await this.records.all())) {
            if (!firsts.has(placeOf(row))) firsts.set(placeOf(row), row.next_try ?? 0);
        }
        const { why, until } = await this.line();
        if (!firsts.size || STOPPED.includes(why)) return;
        const next = Math.max(until, Math.min(...firsts.values()));
        const wait = isDue(next, Date.now()) ? 0 : next - Date.now();
        this.timer = setTimeout(() => this.send(), Math.max(wait, 1_000));
        this.askForSync?.();
    }

    /* From now on by itself: on open, with the line, when the page is looked at, when one is sealed. */
    start() {
        const { signal } = (this.ending = new AbortController());
        const now = () => this.send({ now: true });
        const seen = () => document.visibilityState === "visible" && now();
        addEventListener("online", now, { signal });
        document.addEventListener("visibilitychange", seen, { signal });
        this.records.whenSealed = now;
        this.askForSync = () =>
            navigator.serviceWorker?.ready
                .then((registration) => registration.sync?.register(SYNC))
                // Some browsers have it and do not allow it; then the app sends when it is open.
                .catch(() => {});
        now();
    }

    /* Somebody else uses the phone now, or its stores are to go. */
    end() {
        this.ended = true;
        this.ending?.abort();
        clearTimeout(this.timer);
    }
}

/* What waits, in the order of sealing. */
const inOrder = (rows) =>
    rows
        .filter(({ state }) => state === WAITING)
        .sort((a, b) => a.sealed_at - b.sealed_at || (a.uuid < b.uuid ? -1 : 1));

/* The first that is due. One that could not go holds those of the same place behind it: what came
   of a visit is judged by the visits before it. */
export function nextOf(rows, held, now) {
    const places = new Set(held);
    for (const row of inOrder(rows)) {
        const place = placeOf(row);
        if (!places.has(place) && isDue(row.next_try ?? 0, now)) return row;
        places.add(place);
    }
    return undefined;
}

/* One enterprise, or a workshop that has no number yet: then only the record itself. */
export const placeOf = ({ uuid, draft }) => draft?.enterprise ?? uuid;
