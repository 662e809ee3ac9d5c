/* Whether this window keeps files at all: a private one of Safari's keeps words and refuses photos. */

import { isFull } from "./photos.js";

let asked = null;

/* Asked once, with a file of one letter. */
export function keepsFiles(shared) {
    // A phone that is full is told of that where it writes.
    asked ??= trial(shared).catch(isFull);
    return asked;
}

async function trial(shared) {
    await shared.put("things", new Blob(["x"]), "trial");
    await shared.delete("things", "trial");
    return true;
}
