/* All that was written on this phone: what is only here stands first. */

import { Ellipsis } from "lucide";

import { DRAFT, RECEIVED, isUnsent } from "../store/records.js";
import { ago } from "../ui/dates.js";
import { Icon } from "../ui/icon.jsx";
import { Line } from "../ui/line.jsx";
import { useLive } from "../ui/live.js";
import { address } from "../ui/path.js";
import { Standing, progress } from "../ui/standing.jsx";
import { Record, reason } from "./record.jsx";

export function Records({ phone, path: [uuid], onPerson }) {
    if (uuid) return <Record phone={phone} uuid={uuid} onPerson={onPerson} />;
    return <All phone={phone} />;
}

function All({ phone }) {
    const rows = useLive(() => named(phone), [phone]);
    if (!rows) return null;
    const groups = [
        [gettext("Only on this phone"), rows.filter(isUnsent)],
        [gettext("Received by the office"), rows.filter((row) => !isUnsent(row))],
    ];
    return (
        <>
            <h1>{gettext("Records")}</h1>
            <Line phone={phone} />
            {rows.length === 0 && (
                <p class="muted">{gettext("Nothing was written on this phone yet.")}</p>
            )}
            {groups.map(
                ([title, found]) =>
                    found.length > 0 && (
                        <section key={title} aria-label={title}>
                            <h2>
                                {title} <span class="muted">{found.length}</span>
                            </h2>
                            <ul class="rows">
                                {found.map((row) => (
                                    <li key={row.uuid}>
                                        <RecordRow row={row} />
                                    </li>
                                ))}
                            </ul>
                        </section>
                    ),
            )}
        </>
    );
}

function RecordRow({ row }) {
    if (row.state !== DRAFT) return <Row row={row} to={address("records", row.uuid)} />;
    const name = interpolate(gettext("More about the draft of %(name)s"), { name: row.name }, true);
    return (
        <div class="draft-row">
            <Row row={row} to={writingOf(row)} />
            <a class="button quiet" href={address("records", row.uuid)} aria-label={name}>
                <Icon of={Ellipsis} />
            </a>
        </div>
    );
}

function Row({ row, to }) {
    return (
        <a class="row record-row" href={to}>
            <strong>{row.name}</strong>
            <span class="record-row__state">
                <Standing row={row} />
                {row.state === RECEIVED && <span>{row.receipt?.number}</span>}
            </span>
            {progress(row) && (
                <progress value={row.sent ?? 0} max={row.of} aria-label={progress(row)} />
            )}
            {row.why && <span>{reason(row.why)}</span>}
            <span class="muted">
                {[progress(row), ago(row.changed_at)].filter(Boolean).join(" · ")}
            </span>
        </a>
    );
}

/* Where one goes on writing. */
export const writingOf = ({ uuid, draft }) => address(draft?.form ? "form" : "visit", uuid);

/* The rows with the name of whom they are about, as far as this phone knows it. */
export async function named(phone) {
    const rows = await phone.records.all();
    return Promise.all(rows.map(async (row) => ({ ...row, name: await nameOf(phone, row) })));
}

export async function nameOf(phone, { draft, uuid }) {
    if (draft?.party?.name) return draft.party.name;
    const card = draft?.enterprise && (await phone.taken.enterprise(draft.enterprise));
    return card?.name ?? interpolate(gettext("Visit %(number)s"), { number: uuid.slice(0, 8) }, true);
}
