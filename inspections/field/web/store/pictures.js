/* Photos that are the server's, kept for looking at without signal: what was wrong, before. */

import { changed } from "./changes.js";

export class Pictures {
    constructor(db, server) {
        this.db = db;
        this.server = server;
        this.fetching = null;
        this.wanted = null;
    }

    one(sha256) {
        return this.db.get("pictures", sha256);
    }

    async known() {
        return new Set(await this.db.getAllKeys("pictures"));
    }

    /* Fetch those that are not here, one by one, and drop those that nobody asks for any more.

       Ends quietly where the line does; what came by then stays. */
    fetch(wanted) {
        this.wanted = wanted;
        this.fetching ??= this.#fetch().finally(() => {
            this.fetching = null;
        });
        return this.fetching;
    }

    async #fetch() {
        // The round may be renewed while its pictures come.
        while (this.wanted) {
            const wanted = this.wanted;
            this.wanted = null;
            const known = await this.known();
            const unused = [...known].filter((sha256) => !wanted.has(sha256));
            await Promise.all(unused.map((sha256) => this.db.delete("pictures", sha256)));
            for (const sha256 of wanted) {
                if (this.wanted) break;
                if (!known.has(sha256) && !(await this.#take(sha256))) return;
            }
        }
    }

    /* Whether there is still a line to ask for the next one. */
    async #take(sha256) {
        let answer, bytes;
        try {
            answer = await fetch(`${this.server.api}evidence/${sha256}/picture/`, {
                headers: { "X-Device": this.server.device },
                redirect: "error",
                signal: AbortSignal.timeout(60_000),
            });
            bytes = answer.ok ? await answer.blob() : null;
        } catch {
            return false;
        }
        if (answer.status === 401) return false;
        // What this person may not see, or what is gone, is not asked for again and again.
        if (answer.ok || [403, 404, 410].includes(answer.status)) {
            await this.db.put("pictures", { sha256, bytes, at: Date.now() });
            changed();
        }
        return true;
    }
}
