/* Beginning a record: a draft that is on the disk before its page opens. */

import { blank } from "../rules/packet.js";
import { DRAFT } from "../store/records.js";
import { latestPoint } from "../ui/place.js";
import { go } from "../ui/path.js";

/* Those that are still being written. */
export const going = (rows) => rows.filter(({ state }) => state === DRAFT);

export async function begin(phone, known) {
    const about = await phone.taken.about();
    const me = about?.me ?? phone.person;
    const draft = blank({
        inspectors: [me.id],
        started_at: new Date().toISOString(),
        point: latestPoint(),
        ...known,
    });
    const uuid = await phone.records.begin(draft);
    go("visit", uuid);
}

/* The checklists in force: of each the newest that is on the phone. */
export function inForce(versions) {
    const newest = new Map();
    for (const version of versions) {
        const { code } = version.checklist;
        if (!(newest.get(code)?.number > version.number)) newest.set(code, version);
    }
    return [...newest.values()];
}

export const titleOf = ({ checklist, number }) =>
    interpolate(gettext("%(name)s (version %(number)s)"), { name: checklist.name, number }, true);
