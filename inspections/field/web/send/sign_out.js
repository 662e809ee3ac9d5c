/* Leaving the phone to somebody else. */

import { deleteDB } from "idb";

import { leave, nameOf } from "../store/database.js";
import { csrfToken } from "./calls.js";

/* Whether the office ended the sign-in; without signal it cannot. */
export async function signOut() {
    try {
        const answer = await fetch("/sign-out/", {
            method: "POST",
            headers: { "X-CSRFToken": await csrfToken() },
            redirect: "manual",
            cache: "no-store",
        });
        return answer.type === "opaqueredirect" || answer.ok || answer.status === 403;
    } catch {
        return false;
    }
}

/* All that the phone keeps of its person; only where the person typed that it should. */
export async function forget({ queue, db, person }) {
    queue.end();
    leave(db);
    await deleteDB(nameOf(person.id));
}

/* Who is signed in in this browser, whoever the phone thinks it belongs to; null if not known. */
export async function whoIsIn({ server }) {
    try {
        const { content } = await server.anyone.get("field/me/");
        return content;
    } catch {
        return null;
    }
}
