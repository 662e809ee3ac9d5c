/* What one phone is: its name, its person, its store, its way to the server. */

import { identity } from "./identity.js";
import { Photos } from "./photos.js";
import { Pictures } from "./pictures.js";
import { Records } from "./records.js";
import { sweep } from "./sweep.js";
import { Taken } from "./taken.js";
import { open, openShared } from "./database.js";
import { keepShell } from "../ui/shell.js";
import { Server } from "../send/calls.js";
import { Queue } from "../send/queue.js";

/* Everything that the pages need, in one object; `person` is null before the first sign-in. */
export async function start({ version, worker, photos, api, signIn }) {
    const shared = await openShared();
    const { device, secret, seal } = await identity(shared);
    const server = new Server({ api, device, seal });
    const shell = keepShell(worker, version);
    const phone = { version, photoWorker: photos, signIn, shared, device, secret, server, shell };
    return Object.assign(phone, await ownedBy(phone, await shared.get("things", "person")));
}

/* The stores of the person who uses this phone. */
export async function ownedBy(phone, person) {
    phone.queue?.end();
    phone.server.person = person?.id ?? null;
    if (!person) return { person: null };
    let queue = null;
    // Another tab has a newer app, or its person leaves; the tab that deletes goes on by itself.
    const onBlocking = () => queue?.ended || location.reload();
    const db = await open(person.id, { onBlocking });
    const records = new Records(db);
    const photos = new Photos(db, records, phone.photoWorker);
    // Originals that were kept before the app ended are scaled now.
    photos.work();
    const pictures = new Pictures(db, phone.server);
    const taken = new Taken(db, phone.server, phone.version);
    queue = new Queue({ db, records, server: phone.server });
    queue.start();
    sweep({ db, records }).catch((error) => console.info("not swept", error));
    return { person, db, records, photos, pictures, taken, queue };
}
