/* How a record stands: a word, a shape and a colour. */

import { ArrowUp, CircleCheck, Clock, GitCompareArrows, OctagonX, Pencil } from "lucide";

import { CONFLICT, DRAFT, RECEIVED, REFUSED, SENDING, WAITING } from "../store/records.js";
import { Icon } from "./icon.jsx";

const STANDINGS = {
    [DRAFT]: ["plain", Pencil, () => pgettext("state of a record", "Draft, on this phone only")],
    [WAITING]: ["soon", Clock, () => pgettext("state of a record", "Handed in, not sent")],
    [SENDING]: ["info", ArrowUp, () => pgettext("state of a record", "Being sent")],
    [RECEIVED]: ["good", CircleCheck, () => pgettext("state of a record", "Received")],
    [REFUSED]: ["late", OctagonX, () => pgettext("state of a record", "Refused")],
    [CONFLICT]: ["hold", GitCompareArrows, () => pgettext("state of a record", "To be decided")],
};

export function Standing({ row }) {
    const [tone, icon, words] = STANDINGS[row.state];
    return (
        <span class={`state state--${tone}`}>
            <Icon of={icon} />
            {words()}
        </span>
    );
}

/* "3 of 10 photos and signatures", while they are on their way. */
export function progress(row) {
    if (!row.of || row.state === RECEIVED || row.state === DRAFT) return "";
    return interpolate(
        ngettext("%(sent)s of %(of)s file sent", "%(sent)s of %(of)s files sent", row.of),
        { sent: row.sent ?? 0, of: row.of },
        true,
    );
}
