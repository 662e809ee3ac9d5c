/* Photos of a record: kept first as the camera gave them, then scaled by the worker.

   A part with `raw: true` is an original under its own SHA-256. The worker makes the picture that
   is sent of it, and that takes the original's place in one step; whatever ends the app before
   then leaves the original, which is taken up again at the next start. `original` below is the
   SHA-256 of what the camera gave: it names a photo before and after. A record is sealed when
   `settled` says that none is raw any more. */

import { changed } from "./changes.js";
import { strictly } from "./database.js";
import { DRAFT } from "./records.js";
import { sha256Of } from "./sha256.js";

const LARGEST = 48 * 2 ** 20;
/* As many as a packet takes (inspections/packets.py). */
const MOST = 200;
const TRIES = 3;
/* Without an answer for so long, the worker is no longer alive. */
const PATIENCE = 60_000;

/* A file that is no photo for the record, in words. */
export class Unfit extends Error {}

/* The SHA-256 of what the camera gave. */
export const originalOf = (part) => part.claims?.original_sha256 ?? part.sha256;

/* Whether the phone had no room for it: by whichever of two names browsers give it. */
export const isFull = (error) =>
    ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes(error?.name);

export class Photos {
    constructor(db, records, workerAddress) {
        this.db = db;
        this.records = records;
        this.workerAddress = workerAddress;
        this.worker = null;
        this.working = null;
        this.wanted = false;
        this.reads = new Map();
    }

    /* Keep a photo of the record's; resolves when it is on the disk. Says which one it is. */
    async add(uuid, file, { item = null, orderItem = null, sample = null, point = null } = {}) {
        const type = await fitness(file);
        const content = await file.arrayBuffer();
        const sha256 = await sha256Of(content);
        const part = {
            uuid,
            sha256,
            kind: "photo",
            raw: true,
            tries: 0,
            bytes: new Blob([content], { type }),
            type,
            size: content.byteLength,
            caption: "",
            item,
            order_item: orderItem,
            sample,
            taken_at: new Date(file.lastModified || Date.now()).toISOString(),
            point,
            claims: { original_sha256: sha256, original_size: content.byteLength },
            received: false,
        };
        const isNew = await this.#write(uuid, async (parts, known) => {
            if (known.some((one) => originalOf(one) === sha256)) return false;
            if (known.filter(({ kind }) => kind === "photo").length >= MOST) throw tooMany();
            await parts.put(part);
            return true;
        });
        if (isNew) this.work();
        return { original: sha256, isNew };
    }

    /* Say more of a photo, such as its caption; `marks` may be made of what it is. */
    mark(uuid, original, marks) {
        return this.#write(uuid, async (parts, known) => {
            const part = known.find((one) => originalOf(one) === original);
            const more = part && (typeof marks === "function" ? marks(part) : marks);
            if (more) await parts.put({ ...part, ...more });
        });
    }

    drop(uuid, original) {
        return this.#write(uuid, async (parts, known) => {
            const part = known.find((one) => originalOf(one) === original);
            if (part) await parts.delete([uuid, part.sha256]);
        });
    }

    /* The photos of a record. Pieces of a page that ask at once are answered by one reading. */
    of(uuid) {
        if (!this.reads.has(uuid)) {
            this.reads.set(uuid, this.#read(uuid));
            queueMicrotask(() => this.reads.delete(uuid));
        }
        return this.reads.get(uuid);
    }

    async #read(uuid) {
        const parts = await this.records.parts(uuid);
        return parts
            .filter(({ kind }) => kind === "photo")
            .sort((a, b) => a.taken_at.localeCompare(b.taken_at));
    }

    /* When all that can be is scaled: the photos of the record that still are not, and why. */
    async settled(uuid) {
        await this.work();
        return (await this.#read(uuid)).filter(({ raw }) => raw);
    }

    /* Scale what is there to be scaled, one after another; the tabs of a phone take turns. */
    work() {
        this.wanted = true;
        this.working ??= this.#workOff();
        return this.working;
    }

    async #workOff() {
        try {
            while (this.wanted) {
                this.wanted = false;
                await navigator.locks.request(`${this.db.name}-photos`, async () => {
                    for (const part of await this.#raw()) await this.#prepare(part);
                });
            }
        } finally {
            this.working = null;
            this.worker?.terminate();
            this.worker = null;
        }
    }

    async #raw() {
        const rows = await this.records.all();
        const drafts = rows.filter(({ state }) => state === DRAFT);
        const parts = await Promise.all(drafts.map(({ uuid }) => this.#read(uuid)));
        return parts.flat().filter(({ raw, problem }) => raw && !problem);
    }

    async #prepare(part) {
        const { uuid } = part;
        const original = originalOf(part);
        try {
            const worker = await this.#started();
            // Written before: a photo on which the whole app dies is not tried for ever.
            const tries = part.tries + 1;
            await this.mark(uuid, original, { tries });
            const { problem, ...made } =
                tries > TRIES ? { problem: "unreadable" } : await this.#ask(worker, part.bytes);
            if (problem) await this.mark(uuid, original, { problem });
            else await this.#replace(uuid, original, made);
        } catch (error) {
            // No room, or the worker died: the original stays, and is taken up again.
            this.worker?.terminate();
            this.worker = null;
            console.info("photo not prepared", String(error));
        }
    }

    #replace(uuid, original, { claims, taken_at, point, ...made }) {
        return this.#write(uuid, async (parts, known) => {
            const raw = known.find((one) => originalOf(one) === original);
            if (!raw?.raw) return;
            await parts.delete([uuid, raw.sha256]);
            const { raw: _raw, tries: _tries, ...kept } = raw;
            await parts.put({
                ...kept,
                ...made,
                taken_at: taken_at ?? raw.taken_at,
                point: point ?? raw.point,
                claims: { ...raw.claims, ...claims },
            });
        });
    }

    /* The worker, when it has said that it runs. */
    async #started() {
        if (!this.worker) {
            const worker = new Worker(this.workerAddress, { type: "module" });
            this.worker = worker;
            await answerOf(worker);
        }
        return this.worker;
    }

    #ask(worker, bytes) {
        const answer = answerOf(worker);
        worker.postMessage(bytes);
        return answer;
    }

    /* One transaction on the photos of a draft; a record that is handed in is left as it is. */
    async #write(uuid, change) {
        const entry = strictly(this.db, ["records", "parts"]);
        const parts = entry.objectStore("parts");
        let result;
        try {
            const row = await entry.objectStore("records").get(uuid);
            if (row?.state === DRAFT) {
                const known = await parts.getAll(IDBKeyRange.bound([uuid], [uuid, []]));
                result = await change(parts, known);
            }
            await entry.done;
        } catch (error) {
            if (error instanceof Unfit) entry.abort();
            // What fills the disk may first be told of when the transaction ends.
            await entry.done.catch((ending) => {
                throw error instanceof Unfit ? error : (ending ?? error);
            });
            throw error;
        }
        changed();
        return result;
    }
}

/* The next thing that a worker says; no answer for long is that it died. */
function answerOf(worker) {
    return new Promise((done, failed) => {
        const patience = setTimeout(() => failed(new Error("no answer")), PATIENCE);
        worker.onerror = (event) => {
            clearTimeout(patience);
            failed(new Error(event.message ?? "not started"));
        };
        worker.onmessage = ({ data }) => {
            clearTimeout(patience);
            done(data);
        };
    });
}

const tooMany = () =>
    new Unfit(
        interpolate(gettext("A record holds %(count)s photos; this one is full."), { count: MOST }, true),
    );

/* What kind of picture it is, by its first bytes, whatever its name says; or why it is none. */
async function fitness(file) {
    if (file.size > LARGEST) {
        throw new Unfit(
            interpolate(
                gettext("“%(name)s” is larger than %(limit)s MB. Choose a smaller picture size in the camera."),
                { name: file.name, limit: LARGEST / 2 ** 20 },
                true,
            ),
        );
    }
    const start = new Uint8Array(await file.slice(0, 16).arrayBuffer());
    const text = String.fromCharCode(...start);
    if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
    if (text.startsWith("\x89PNG")) return "image/png";
    if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
    if (text.slice(4, 8) === "ftyp" && /^(hei|hev|mif1|msf1|avif)/.test(text.slice(8))) {
        throw new Unfit(
            interpolate(
                gettext("“%(name)s” is an HEIC picture, which not every office can open. Set the camera to JPEG (“most compatible”) and take it again."),
                { name: file.name },
                true,
            ),
        );
    }
    throw new Unfit(
        interpolate(
            gettext("“%(name)s” is not a photo that can be kept: JPEG, PNG or WebP."),
            { name: file.name },
            true,
        ),
    );
}
