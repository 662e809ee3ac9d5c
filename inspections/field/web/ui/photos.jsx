/* The photos of one place of a record: of an item, an order's item, a sample, or of the whole. */

import { Camera, Images, RotateCcw, Trash2, TriangleAlert } from "lucide";
import { useEffect, useRef, useState } from "preact/hooks";

import { Unfit, isFull, originalOf } from "../store/photos.js";
import { DRAFT } from "../store/records.js";
import { day, time } from "./dates.js";
import { focus } from "./focus.js";
import { Icon } from "./icon.jsx";
import { useLive } from "./live.js";
import { latestPoint, locate } from "./place.js";
import { inARow } from "./sentences.js";
import { Delete } from "./sure.jsx";

/* Thumbnails, and two ways to add more; a record that is handed in only shows them.

   What could not be kept stays here, with a way to try again, until it is or is given up. */
export function Photos({
    phone,
    uuid,
    item = null,
    orderItem = null,
    sample = null,
    required = false,
}) {
    const record = useLive(() => phone.records.one(uuid), [phone, uuid]);
    const all = useLive(() => phone.photos.of(uuid), [phone, uuid]);
    const [unkept, setUnkept] = useState([]);
    const [said, setSaid] = useState("");
    const [open, setOpen] = useState(null);
    const group = useRef();
    if (!record || !all) return null;

    const isHere = (part) =>
        part.item === item && part.order_item === orderItem && part.sample === sample;
    const photos = all.filter(isHere);
    const writable = record.state === DRAFT;
    const shown = photos.find((part) => originalOf(part) === open);

    const add = async (files, taken) => {
        setSaid("");
        const problems = [];
        const left = [];
        for (const file of files) {
            const point = taken ? latestPoint() : null;
            try {
                const kept = await phone.photos.add(uuid, file, { item, orderItem, sample, point });
                if (!kept.isNew) problems.push(saySameAgain(file));
                if (kept.isNew && taken && !point) placeLater(phone, uuid, kept.original);
            } catch (error) {
                problems.push(sayNotKept(error, file));
                if (!(error instanceof Unfit)) left.push({ file, taken });
            }
        }
        setUnkept((before) => [...before.filter(({ file }) => !files.includes(file)), ...left]);
        setSaid(inARow([...new Set(problems)]));
        if (!left.length) navigator.vibrate?.(30);
    };
    const tryAgain = async () => {
        for (const { file, taken } of unkept) await add([file], taken);
    };

    return (
        <div class="photos" role="group" aria-label={gettext("Photos")} ref={group}>
            {(photos.length > 0 || unkept.length > 0) && (
                <ul class="photos__list">
                    {photos.map((part, n) => (
                        <li key={originalOf(part)}>
                            <Thumb part={part} n={n + 1} onOpen={() => setOpen(originalOf(part))} />
                        </li>
                    ))}
                    {unkept.map(({ file }) => (
                        <li key={file.name} class="photos__unkept">
                            <Icon of={TriangleAlert} />
                            {gettext("Not kept")}
                        </li>
                    ))}
                </ul>
            )}
            {required && photos.length === 0 && (
                <p class="soon">{gettext("A photo is needed here.")}</p>
            )}
            <p class="late" role="alert">
                {said}
            </p>
            {unkept.length > 0 && (
                <div class="pair">
                    <button type="button" class="quiet" onClick={() => setUnkept([])}>
                        <Icon of={Trash2} />
                        {gettext("Give them up")}
                    </button>
                    <button type="button" onClick={tryAgain}>
                        <Icon of={RotateCcw} />
                        {gettext("Keep now")}
                    </button>
                </div>
            )}
            {writable && (
                <div class="pair">
                    <Pick icon={Camera} label={gettext("Take a photo")} camera onFiles={add} />
                    <Pick icon={Images} label={gettext("From the album")} onFiles={add} />
                </div>
            )}
            {shown && (
                <Photo
                    phone={phone}
                    part={shown}
                    writable={writable}
                    onClose={() => setOpen(null)}
                    onRemoved={() => focus(group.current?.querySelector("input"))}
                />
            )}
        </div>
    );
}

/* An address for the bytes of a part or a picture, as long as the page shows it. */
export function usePicture(part, { small = false } = {}) {
    const bytes = part && ((small && part.thumb) || part.bytes);
    const [address, setAddress] = useState();
    useEffect(() => {
        if (!bytes) return undefined;
        const made = URL.createObjectURL(bytes);
        setAddress(made);
        return () => URL.revokeObjectURL(made);
    }, [part?.sha256, small && part?.thumb != null]);
    return address;
}

function Pick({ icon, label, camera = false, onFiles }) {
    const choose = async (event) => {
        const input = event.currentTarget;
        await onFiles([...input.files], camera);
        // The same photo can be chosen once more.
        input.value = "";
    };
    return (
        <label class="button quiet pick">
            <Icon of={icon} />
            {label}
            <input
                type="file"
                accept="image/*"
                capture={camera ? "environment" : undefined}
                multiple
                onChange={choose}
            />
        </label>
    );
}

function Thumb({ part, n, onOpen }) {
    const address = usePicture(part.raw ? null : part, { small: true });
    const label = part.caption || interpolate(gettext("Photo %(n)s"), { n }, true);
    return (
        <button type="button" class="photos__thumb" onClick={onOpen} aria-label={label}>
            {part.problem ? (
                <span class="late">{gettext("Unreadable")}</span>
            ) : part.raw ? (
                <span>{gettext("Kept; being scaled …")}</span>
            ) : (
                <img src={address} alt="" loading="lazy" decoding="async" />
            )}
        </button>
    );
}

/* One photo: large, with its caption, what is known of it, and the way to be rid of it. */
function Photo({ phone, part, writable, onClose, onRemoved }) {
    const dialog = useRef();
    const address = usePicture(part);
    const original = originalOf(part);
    useEffect(() => dialog.current.showModal(), []);
    const remove = async () => {
        await phone.photos.drop(part.uuid, original);
        dialog.current?.close();
        onRemoved();
    };
    return (
        <dialog
            class="photo"
            ref={dialog}
            onClose={onClose}
            aria-label={part.caption || gettext("Photo")}
        >
            <img src={address} alt={part.caption || gettext("The photo, large")} />
            <p>{takenWords(part)}</p>
            {part.problem && <p class="late">{problemWords(part.problem)}</p>}
            {writable && <Caption phone={phone} part={part} />}
            <div class="pair">
                {writable && (
                    <Delete
                        label={gettext("Delete")}
                        question={gettext("Delete this photo? It is only on this phone.")}
                        onDelete={remove}
                    />
                )}
                <button type="button" autofocus onClick={() => dialog.current.close()}>
                    {gettext("Close")}
                </button>
            </div>
        </dialog>
    );
}

/* Kept with every letter, as all that is written. */
function Caption({ phone, part }) {
    const [caption, setCaption] = useState(part.caption);
    const [problem, setProblem] = useState("");
    const write = async (event) => {
        const written = event.currentTarget.value;
        setCaption(written);
        try {
            await phone.photos.mark(part.uuid, originalOf(part), { caption: written });
            setProblem("");
        } catch (error) {
            setProblem(sayNotKept(error));
        }
    };
    return (
        <div class="field">
            <label>
                {gettext("What it shows")}
                <input type="text" value={caption} maxLength={200} onInput={write} />
            </label>
            {problem && (
                <p class="late" role="alert">
                    {problem}
                </p>
            )}
        </div>
    );
}

/* A photo waits for no satellite: where it was taken is added when the phone knows. */
async function placeLater(phone, uuid, original) {
    const { point } = await locate();
    if (point) await phone.photos.mark(uuid, original, (part) => (part.point ? null : { point }));
}

function takenWords({ taken_at, point, raw, size }) {
    const parts = [
        interpolate(gettext("Taken %(when)s"), { when: `${day(Date.parse(taken_at))} ${time(taken_at)}` }, true),
        point
            ? interpolate(
                  gettext("place known to within %(metres)s m"),
                  { metres: point.accuracy ?? "?" },
                  true,
              )
            : gettext("place not known"),
        !raw && `${Math.ceil(size / 1024)} KB`,
    ];
    return parts.filter(Boolean).join(" · ");
}

const problemWords = (problem) =>
    problem === "too large"
        ? gettext("This picture has too many pixels to be scaled on the phone. Delete it and take it again with a smaller size.")
        : gettext("This file cannot be read as a photo. Delete it and take it again.");

const saySameAgain = (file) =>
    interpolate(gettext("“%(name)s” is in the record already."), { name: file.name }, true);

function sayNotKept(error, file) {
    if (error instanceof Unfit) return error.message;
    if (isFull(error)) {
        return gettext(
            "The phone is full: this is not kept. Send what waits under Records, or delete films and pictures from the phone, then keep it.",
        );
    }
    return interpolate(
        gettext("Not kept: %(why)s"),
        { why: error?.message || file?.name || String(error) },
        true,
    );
}
