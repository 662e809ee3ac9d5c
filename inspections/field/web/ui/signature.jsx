/* A signature with a finger or a pen; who cannot sign on glass signs on paper, and it says so. */

import { Eraser, PenLine } from "lucide";
import SignaturePad from "signature_pad";
import { useEffect, useRef, useState } from "preact/hooks";

import { isFull } from "../store/photos.js";
import { sha256Of } from "../store/sha256.js";
import { Icon } from "./icon.jsx";
import { useLive } from "./live.js";
import { usePicture } from "./photos.jsx";

/* Dark ink on white in any light: it is printed on the record. */
const INK = "#1b2430";
const PAPER = "#ffffff";

/* The pad of one signer. `onKept(part)` when it is on the disk; `onPaper(reason)`, where given,
   offers the way round the glass: the reason goes into the record, and the ink onto paper.

   A sheet of a `sample` is signed apart from the visit. */
export function Signature({ phone, uuid, role, name, sample = null, onKept, onPaper }) {
    const parts = useLive(() => phone.records.parts(uuid), [phone, uuid]);
    const kept = parts?.find(
        (part) =>
            part.kind === "signature" &&
            part.role === role &&
            (sample ? part.sample === sample : !part.sample && part.name === name),
    );
    const [again, setAgain] = useState(false);
    if (!parts) return null;
    const signed = async (part) => {
        if (kept && kept.sha256 !== part.sha256) await phone.records.dropPart(uuid, kept.sha256);
        setAgain(false);
        onKept?.(part);
    };
    return (
        <section class="signature" aria-label={titleOf(name)}>
            <h3>{titleOf(name)}</h3>
            {kept && !again ? (
                <Kept part={kept} onAgain={() => setAgain(true)} />
            ) : (
                <Pad phone={phone} uuid={uuid} as={{ role, name, sample }} onKept={signed} />
            )}
            {onPaper && !kept && <OnPaper onPaper={onPaper} />}
        </section>
    );
}

const titleOf = (name) => interpolate(gettext("Signature: %(name)s"), { name }, true);

function Kept({ part, onAgain }) {
    const address = usePicture(part);
    return (
        <>
            <img class="signature__kept" src={address} alt={titleOf(part.name)} />
            <p class="good" role="status">
                {gettext("Signed; kept on this phone.")}
            </p>
            <button type="button" class="quiet" onClick={onAgain}>
                <Icon of={PenLine} />
                {gettext("Sign again")}
            </button>
        </>
    );
}

function Pad({ phone, uuid, as, onKept }) {
    const canvas = useRef();
    const pad = useRef();
    const [empty, setEmpty] = useState(true);
    const [problem, setProblem] = useState("");
    useEffect(() => {
        const element = canvas.current;
        const pen = new SignaturePad(element, {
            // Wide enough for a finger in a glove.
            minWidth: 1.25,
            maxWidth: 4,
            penColor: INK,
            backgroundColor: PAPER,
        });
        pen.addEventListener("endStroke", () => setEmpty(pen.isEmpty()));
        pad.current = pen;
        const fit = () => {
            const { width, height } = element.getBoundingClientRect();
            // The soft keyboard and the bar of the browser resize the page, not the pad.
            if (width === 0 || width === Number(element.dataset.fitted)) return;
            const strokes = pen.toData();
            const ratio = Math.min(2, Math.max(1, devicePixelRatio));
            element.width = width * ratio;
            element.height = height * ratio;
            element.getContext("2d").scale(ratio, ratio);
            element.dataset.fitted = width;
            pen.clear();
            pen.fromData(strokes);
        };
        const watching = new ResizeObserver(fit);
        watching.observe(element);
        return () => {
            watching.disconnect();
            pen.off();
        };
    }, []);
    const clear = () => {
        pad.current.clear();
        setEmpty(true);
        canvas.current.focus({ preventScroll: true });
    };
    const keep = async () => {
        const blob = await new Promise((done) => canvas.current.toBlob(done, "image/png"));
        const part = {
            ...as,
            kind: "signature",
            sha256: await sha256Of(await blob.arrayBuffer()),
            bytes: blob,
            type: blob.type,
            size: blob.size,
            taken_at: new Date().toISOString(),
        };
        try {
            await phone.records.addPart(uuid, part);
        } catch (error) {
            setProblem(
                isFull(error)
                    ? gettext("The phone is full: the signature is not kept. It stays on the pad; free some space, then keep it.")
                    : interpolate(gettext("The signature is not kept: %(why)s"), { why: error.message }, true),
            );
            return;
        }
        navigator.vibrate?.(30);
        await onKept(part);
    };
    return (
        <>
            <canvas
                class="signature__pad"
                ref={canvas}
                role="img"
                tabindex="-1"
                aria-label={gettext("Pad to sign on with a finger or a pen")}
            />
            <p class="late" role="alert">
                {problem}
            </p>
            <div class="pair">
                <button type="button" class="quiet" onClick={clear} disabled={empty}>
                    <Icon of={Eraser} />
                    {gettext("Clear the pad")}
                </button>
                <button type="button" onClick={keep} disabled={empty}>
                    <Icon of={PenLine} />
                    {gettext("Keep the signature")}
                </button>
            </div>
        </>
    );
}

/* For hands that cannot draw on glass, and for keyboards. */
function OnPaper({ onPaper }) {
    const [open, setOpen] = useState(false);
    const [reason, setReason] = useState("");
    if (!open) {
        return (
            <button type="button" class="quiet wide" onClick={() => setOpen(true)}>
                {gettext("Signs on paper instead")}
            </button>
        );
    }
    return (
        <div class="field">
            <label>
                {gettext("Why on paper")}
                <input
                    type="text"
                    value={reason}
                    maxLength={200}
                    onInput={(event) => setReason(event.currentTarget.value)}
                />
            </label>
            <button
                type="button"
                class="wide"
                disabled={!reason.trim()}
                onClick={() => onPaper(reason.trim())}
            >
                {gettext("Keep the reason")}
            </button>
        </div>
    );
}
