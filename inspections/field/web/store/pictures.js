/* Photos that are the server's, kept for looking at without signal: what was wrong, before. */

import { changed } from "./changes.js";

export class Pictures {
    constructor(db, server) {
        this.db = db;
        this.server = server;
        this.fetching = null;
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
        this.fetching ??= this.#fetch(wanted).finally(() => {
            this.fetching = null;
        });
        return this.fetching;
    }

    async #fetch(wanted) {
        const known = await this.known();
        const unused = [...known].filter((sha256) => !wanted.has(sha256));
        await Promise.all(unused.map((sha256) => this.db.delete("pictures", sha256)));
        for (const sha256 of wanted) {
            if (known.has(sha256)) continue;
            const bytes = await this.#one(sha256);
            if (bytes === "no line") return;
            // What the server has not, or does not show to this person, is not asked for again.
            await this.db.put("pictures", { sha256, bytes, at: Date.now() });
            changed();
        }
    }

    async #one(sha256) {
        let answer;
        try {
            answer = await fetch(`${this.server.api}evidence/${sha256}/picture/`, {
                headers: { "X-Device": this.server.device },
                redirect: "error",
                signal: AbortSignal.timeout(60_000),
            });
            if (answer.ok) return await answer.blob();
        } catch {
            return "no line";
        }
        return [403, 404, 410].includes(answer.status) ? null : "no line";
    }
}
