/* What the phone keeps, one database a person: nobody sends or sees what another wrote.

   things       key           the round's own particulars: who, when taken, tables, calendar
   stops        [day, place]  what is to be visited, in the order of the round
   enterprises  id            a card each: party, last findings, open orders
   checklists   id            a version each, whole
   records      uuid          a visit each: draft, then packet, then receipt
   parts        [uuid, sha256] photos and signatures of a record, with their bytes
   pictures     sha256        photos of the server's, for looking at (before-photos)
*/

import { openDB } from "idb";

const VERSION = 1;
const PREFIX = "field-";
const SHARED = "field";

export const nameOf = (person) => PREFIX + person;

/* Opens the store of one person; `blocking` is called when another tab needs a newer one. */
export function open(person, { onBlocking } = {}) {
    return openDB(nameOf(person), VERSION, {
        upgrade(db) {
            db.createObjectStore("things");
            db.createObjectStore("stops", { keyPath: ["on", "position"] });
            db.createObjectStore("enterprises", { keyPath: "id" });
            db.createObjectStore("checklists", { keyPath: "id" });
            db.createObjectStore("records", { keyPath: "uuid" });
            db.createObjectStore("parts", { keyPath: ["uuid", "sha256"] });
            db.createObjectStore("pictures", { keyPath: "sha256" });
        },
        blocking: (_old, _new, event) => {
            event.target.close();
            onBlocking?.();
        },
    });
}

/* What belongs to the phone and not to a person: its own name, and who used it last. */
export function openShared() {
    return openDB(SHARED, VERSION, {
        upgrade: (db) => db.createObjectStore("things"),
    });
}

/* Every write that a person was told of: on the disk before the promise is kept. */
export const strictly = (db, stores) =>
    db.transaction(stores, "readwrite", { durability: "strict" });

/* Close it for good, because its person leaves: what was still reading finds nothing any more. */
export function leave(db) {
    addEventListener("unhandledrejection", (event) => {
        if (event.reason?.name === "InvalidStateError") event.preventDefault();
    });
    db.close();
}
