/* One record that was handed in: how it stands, what happened to it, what can be done. */

import { ExternalLink, PenLine, Send, Trash2 } from "lucide";
import { useState } from "preact/hooks";

import { inWords } from "../rules/places.js";
import { CONFLICT, DRAFT, RECEIVED, REFUSED, WAITING } from "../store/records.js";
import { day, time } from "../ui/dates.js";
import { Doing } from "../ui/doing.jsx";
import { Icon } from "../ui/icon.jsx";
import { Line } from "../ui/line.jsx";
import { useLive } from "../ui/live.js";
import { address, go } from "../ui/path.js";
import { GAP, inARow } from "../ui/sentences.js";
import { Standing, progress } from "../ui/standing.jsx";
import { Sure } from "../ui/sure.jsx";
import { nameOf, writingOf } from "./records.jsx";
import { RefusedFile } from "./refused_file.jsx";

export function Record({ phone, uuid }) {
    const row = useLive(() => readAll(phone, uuid), [phone, uuid]);
    if (row === undefined) return null;
    if (row === null) return <p class="muted">{gettext("This record is no longer on this phone.")}</p>;
    return (
        <>
            <h1>{row.name}</h1>
            <p>
                <Standing row={row} />
            </p>
            <Receipt row={row} />
            {progress(row) && (
                <p>
                    <progress value={row.sent ?? 0} max={row.of} aria-label={progress(row)} />{" "}
                    {progress(row)}
                </p>
            )}
            <Why phone={phone} row={row} />
            {row.state === WAITING && <Line phone={phone} />}
            <Ways phone={phone} row={row} />
            <Story row={row} />
        </>
    );
}

async function readAll(phone, uuid) {
    const row = await phone.records.one(uuid);
    if (!row) return null;
    const version = row.draft?.checklist_version;
    const checklist = version ? await phone.taken.checklist(version) : null;
    return { ...row, name: await nameOf(phone, row), checklist };
}

function Receipt({ row }) {
    if (!row.receipt?.number) return null;
    return (
        <dl class="facts">
            <div>
                <dt>{gettext("Receipt")}</dt>
                <dd class="receipt">{row.receipt.number}</dd>
            </div>
            {row.state === RECEIVED && (
                <div>
                    <dt>{gettext("Received by the office")}</dt>
                    <dd>
                        {day(Date.parse(row.receipt.received_at))} {time(row.receipt.received_at)}
                    </dd>
                </div>
            )}
        </dl>
    );
}

function Why({ phone, row }) {
    const { why } = row;
    if (!why) return null;
    if (why.code === "part_lost") {
        return (
            <p class="late" role="alert">
                {gettext("A photo or signature of this record is no longer on this phone, and the office does not have it. Tell the desk the number of the receipt: another file, or none, can be put in its place there.")}
            </p>
        );
    }
    const content = JSON.parse(row.packet);
    const texts = new Map(itemsOf(row.checklist).map(({ key, text }) => [key, text]));
    // What a form asks is called by its own words, a packet's places by ours.
    const asked = new Map(row.draft?.form?.questions.map(({ name, label }) => [name, label]));
    const paths = Object.entries(why.errors ?? {});
    return (
        <div class="card" role="alert">
            <p class="late">{reason(why)}</p>
            {paths.length > 0 && (
                <ul class="plain-list">
                    {paths.map(([path, words]) => (
                        <li key={path}>
                            <strong>
                                {asked.get(path) ??
                                    inWords(path, content, (key) => texts.get(key) ?? key)}
                            </strong>{" "}
                            {inARow(words)}
                        </li>
                    ))}
                </ul>
            )}
            {why.part && <RefusedFile phone={phone} row={row} />}
            {row.state === CONFLICT && why.page && (
                <>
                    <p>
                        {gettext("Nothing was overwritten. Somebody at the desk compares both and decides.")}
                    </p>
                    <a class="button quiet" href={why.page} target="_blank" rel="noopener">
                        <Icon of={ExternalLink} />
                        {gettext("See both at the desk's page")}
                    </a>
                </>
            )}
        </div>
    );
}

/* Where the faults are listed, the server's general remark says nothing more. */
export const reason = (why) =>
    why?.errors ? gettext("Something has to be put right before the office takes it.") : why?.detail;

const itemsOf = (version) =>
    (version?.checklist?.sections ?? []).flatMap(({ items }) => items ?? []);

function Ways({ phone, row }) {
    const [sending, setSending] = useState(false);
    const send = async () => {
        setSending(true);
        await phone.queue.again(row.uuid);
        setSending(false);
    };
    const writeOn = async () => {
        await phone.records.reopen(row.uuid);
        location.hash = writingOf(row);
    };
    const remove = async () => {
        await phone.records.drop(row.uuid);
        go("records");
    };
    const mended = row.state === REFUSED && !row.why?.part && row.why?.code !== "part_lost";
    return (
        <>
            {mended && (
                <button type="button" class="wide" onClick={writeOn}>
                    <Icon of={PenLine} />
                    {gettext("Go on writing and hand in again")}
                </button>
            )}
            {[REFUSED, CONFLICT].includes(row.state) && (
                <Doing class="quiet wide" busy={sending} onClick={send}>
                    <Icon of={Send} />
                    {sending
                        ? gettext("Sending …")
                        : row.state === CONFLICT
                          ? gettext("Ask whether it was decided")
                          : gettext("Send it again as it is")}
                </Doing>
            )}
            {row.state === DRAFT && (
                <>
                    <a class="button wide" href={writingOf(row)}>
                        <Icon of={PenLine} />
                        {gettext("Go on writing")}
                    </a>
                    <Sure
                        word={gettext("delete")}
                        question={gettext("This draft and its photos are only on this phone. Once deleted, nobody can bring them back.")}
                        button={gettext("Delete the draft")}
                        onSure={remove}
                    >
                        <Icon of={Trash2} />
                    </Sure>
                </>
            )}
        </>
    );
}

const EVENTS = {
    begun: () => gettext("Begun"),
    handed_in: () => gettext("Handed in"),
    stopped: () => gettext("Sending stopped"),
    received: () => gettext("Received"),
    refused: () => gettext("Refused"),
    conflict: () => gettext("In conflict with another version"),
    reopened: () => gettext("Taken up again"),
    exported: () => gettext("Saved to a file"),
};

const REASONS = {
    unreachable: () => gettext("The office could not be reached."),
    busy: () => gettext("The office was busy."),
    broken: () => gettext("The office gave no proper answer."),
    signed_out: () => gettext("You were signed out."),
    someone_else: () => gettext("Somebody else was signed in."),
    part_lost: () => gettext("A file is no longer on this phone."),
};

function Story({ row }) {
    return (
        <section aria-label={gettext("What happened to it")}>
            <h2>{gettext("What happened to it")}</h2>
            <ol class="story">
                {(row.history ?? []).map((event, n) => (
                    <li key={n}>
                        <span class="muted">
                            {day(event.at)} {time(event.at)}
                        </span>{" "}
                        <strong>{EVENTS[event.what]?.() ?? event.what}</strong>{" "}
                        {event.number} {REASONS[event.why]?.() ?? event.why}
                        {event.times > 1 && GAP}
                        {event.times > 1 &&
                            interpolate(
                                ngettext("(%(count)s time)", "(%(count)s times)", event.times),
                                { count: event.times },
                                true,
                            )}
                    </li>
                ))}
            </ol>
        </section>
    );
}
