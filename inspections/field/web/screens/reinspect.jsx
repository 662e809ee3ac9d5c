/* A re-inspection: what was not put right by the last time, each beside its photo from before. */

import { useRef, useEffect, useState } from "preact/hooks";

import { DRAFT } from "../store/records.js";
import { Choices } from "../ui/choices.jsx";
import { day } from "../ui/dates.js";
import { TextField } from "../ui/field.jsx";
import { useLive } from "../ui/live.js";
import { Photos, usePicture } from "../ui/photos.jsx";

/* The items of a record of this kind, each with its verdict, its words and its photos from now. */
export function Reinspect({ phone, record }) {
    const { row, draft } = record;
    const found = useLive(async () => {
        const [stop, card] = await Promise.all([
            phone.taken.stopOf(draft),
            phone.taken.enterprise(draft.enterprise),
        ]);
        return { stop, card };
    }, [phone, row.uuid]);
    if (!found) return null;
    const { stop, card } = found;
    const called = stop?.reinspection;
    if (!called) {
        return (
            <p class="late">
                {gettext("The items of this re-inspection are not on this phone: take the round along.")}
            </p>
        );
    }
    const order = card?.orders?.find(({ id }) => id === called.order);
    const answered = called.items.filter(({ id }) => draft.reinspected?.[id]?.passed != null);
    return (
        <>
            <h2>{gettext("What was to be put right")}</h2>
            {order && (
                <p class="muted">
                    {[order.number, order.due_on && day(order.due_on)].filter(Boolean).join(" · ")}
                </p>
            )}
            <p role="status">
                {interpolate(
                    gettext("%(done)s of %(count)s looked at"),
                    { done: answered.length, count: called.items.length },
                    true,
                )}
            </p>
            {called.items.map((item, n) => (
                <Item
                    key={item.id}
                    phone={phone}
                    record={record}
                    item={item}
                    n={n + 1}
                    asked={order?.items.find(({ id }) => id === item.id)}
                />
            ))}
        </>
    );
}

function Item({ phone, record, item, n, asked }) {
    const { row, draft, edit } = record;
    const answer = draft.reinspected?.[item.id] ?? {};
    const write = (marks) =>
        edit((before) => ({
            ...before,
            reinspected: {
                ...before.reinspected,
                [item.id]: { passed: null, finding: "", ...before.reinspected?.[item.id], ...marks },
            },
        }));
    const failed = answer.passed === false;
    return (
        <article class="card" id={`at-item-${item.id}`} aria-label={item.text}>
            <h3>
                {n}. {item.text}
            </h3>
            {asked?.due_on && (
                <p class="muted">
                    {interpolate(gettext("to be put right by %(day)s"), { day: day(asked.due_on) }, true)}
                </p>
            )}
            <div class="beside">
                <div>
                    <h4>{gettext("Before")}</h4>
                    <Before phone={phone} hashes={item.before ?? []} />
                </div>
                <div>
                    <h4>{gettext("Now")}</h4>
                    <Photos phone={phone} uuid={row.uuid} orderItem={item.id} />
                </div>
            </div>
            {row.state === DRAFT ? (
                <>
                    <Choices
                        name={`reinspected-${item.id}`}
                        legend={gettext("Put right?")}
                        choices={[
                            [true, gettext("Put right")],
                            [false, gettext("Not put right")],
                        ]}
                        tones={{ true: "good", false: "late" }}
                        value={answer.passed}
                        onValue={(passed) => write({ passed })}
                    />
                    <TextField
                        label={gettext("What you found")}
                        rows={2}
                        maxLength={2000}
                        value={answer.finding}
                        problem={failed && !answer.finding?.trim() && gettext("Say what is still wrong.")}
                        onValue={(finding) => write({ finding })}
                    />
                </>
            ) : (
                <p>
                    <span class={`state state--${failed ? "late" : "good"}`}>
                        {failed ? gettext("Not put right") : gettext("Put right")}
                    </span>{" "}
                    {answer.finding}
                </p>
            )}
        </article>
    );
}

/* How it was found, from what the phone took along; what is not here is said, not left blank. */
function Before({ phone, hashes }) {
    const pictures = useLive(
        () => Promise.all(hashes.map((sha256) => phone.pictures.one(sha256))),
        [phone, hashes.join()],
    );
    if (!hashes.length) return <p class="muted">{gettext("No photo from before.")}</p>;
    if (!pictures) return null;
    const absent = pictures.filter((picture) => !picture?.bytes).length;
    return (
        <>
            <ul class="photos__list">
                {pictures.map(
                    (picture, n) =>
                        picture?.bytes && (
                            <li key={picture.sha256}>
                                <BeforePhoto picture={picture} n={n + 1} />
                            </li>
                        ),
                )}
            </ul>
            {absent > 0 && (
                <p class="soon">
                    {interpolate(
                        ngettext(
                            "%(count)s photo from before is not on this phone.",
                            "%(count)s photos from before are not on this phone.",
                            absent,
                        ),
                        { count: absent },
                        true,
                    )}
                </p>
            )}
        </>
    );
}

function BeforePhoto({ picture, n }) {
    const [open, setOpen] = useState(false);
    const address = usePicture(picture);
    const name = interpolate(gettext("Before, photo %(n)s"), { n }, true);
    return (
        <>
            <button
                type="button"
                class="photos__thumb"
                aria-label={name}
                onClick={() => setOpen(true)}
            >
                <img src={address} alt="" decoding="async" />
            </button>
            {open && <Large address={address} name={name} onClose={() => setOpen(false)} />}
        </>
    );
}

function Large({ address, name, onClose }) {
    const dialog = useRef();
    useEffect(() => dialog.current.showModal(), []);
    return (
        <dialog class="photo" ref={dialog} onClose={onClose} aria-label={name}>
            <img src={address} alt={name} />
            <button type="button" class="wide" onClick={() => dialog.current.close()}>
                {gettext("Close")}
            </button>
        </dialog>
    );
}
