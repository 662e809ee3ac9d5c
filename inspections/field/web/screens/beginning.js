/* Beginning a record: a draft that is on the disk before its page opens. */

import { useState } from "preact/hooks";

import { REINSPECTION, blank } from "../rules/packet.js";
import { isFull } from "../store/photos.js";
import { DRAFT } from "../store/records.js";
import { latestPoint } from "../ui/place.js";
import { go } from "../ui/path.js";

/* Those that are still being written. */
export const going = (rows) => rows.filter(({ state }) => state === DRAFT);

/* `[begin, said]`: begins a record and opens it; `said` is why it could not be begun. */
export function useBegin(phone) {
    const [said, setSaid] = useState("");
    const begin = (known) => {
        setSaid("");
        // Of two taps of a cold thumb the second is none.
        beginning ??= draftOf(phone, known)
            .then((draft) => phone.records.begin(draft))
            .then((uuid) => go("visit", uuid))
            .catch((error) => setSaid(whyNot(error)))
            .finally(() => {
                beginning = null;
            });
    };
    return [begin, said];
}

let beginning = null;

async function draftOf(phone, known) {
    const about = await phone.taken.about();
    const me = about?.me ?? phone.person;
    return blank({
        inspectors: [me.id],
        started_at: new Date().toISOString(),
        point: latestPoint(),
        // It opens with what failed the last time.
        ...(known.kind === REINSPECTION && { step: "reinspect" }),
        ...known,
    });
}

const whyNot = (error) =>
    isFull(error)
        ? gettext("The phone is full: no record can be begun. Send what waits under Records, or delete films and pictures from the phone.")
        : interpolate(gettext("No record could be begun: %(why)s"), { why: error.message }, true);

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
