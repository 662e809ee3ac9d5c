/* What has served its purpose goes by itself; what the office does not have, never. */

import { dayOf } from "../ui/dates.js";
import { RECEIVED } from "./records.js";

/* A received record stays to be looked at; the office has it anyway. */
export const KEPT_DAYS = 30;
/* A round that is over helps nobody after a week. */
const ROUND_DAYS = 7;
const DAY = 86_400_000;

/* Whether a record may go: received long enough ago, by a clock that was not set back since. */
export const isOver = (row, now) =>
    row.state === RECEIVED && row.received_at <= now - KEPT_DAYS * DAY;

export async function sweep({ db, records }, now = Date.now()) {
    for (const row of await records.all()) {
        if (isOver(row, now)) await records.drop(row.uuid);
    }
    const past = IDBKeyRange.upperBound([dayOf(now - ROUND_DAYS * DAY)]);
    await db.delete("stops", past);
}
