/* What cannot be taken back is asked for twice. */

import { Trash2 } from "lucide";
import { useId, useState } from "preact/hooks";

import { Icon } from "./icon.jsx";

/* One more press for a small thing. */
export function Delete({ label, question, onDelete, wide = false }) {
    const [asked, setAsked] = useState(false);
    if (!asked) {
        return (
            <button
                type="button"
                class={wide ? "danger wide" : "danger"}
                onClick={() => setAsked(true)}
            >
                <Icon of={Trash2} />
                {label}
            </button>
        );
    }
    return (
        <div class="asked" role="alertdialog" aria-label={question}>
            <p>{question}</p>
            <div class="pair">
                <button type="button" class="quiet" onClick={() => setAsked(false)}>
                    {gettext("Keep it")}
                </button>
                <button type="button" class="danger" onClick={onDelete}>
                    <Icon of={Trash2} />
                    {gettext("Delete")}
                </button>
            </div>
        </div>
    );
}

/* Where more than one thing goes, the word is typed before the button can be pressed. */
export function Sure({ word, question, button, onSure, children }) {
    const [open, setOpen] = useState(false);
    const [typed, setTyped] = useState("");
    const id = useId();
    if (!open) {
        return (
            <button type="button" class="danger wide" onClick={() => setOpen(true)}>
                {children}
                {button}
            </button>
        );
    }
    return (
        <form
            class="card sure"
            onSubmit={(event) => {
                event.preventDefault();
                if (typed.trim() === word) onSure();
            }}
        >
            <p role="alert">{question}</p>
            <div class="field">
                <label for={id}>
                    {interpolate(gettext("Type “%(word)s” to confirm"), { word }, true)}
                </label>
                <input
                    id={id}
                    value={typed}
                    autocomplete="off"
                    onInput={(event) => setTyped(event.currentTarget.value)}
                />
            </div>
            <button type="submit" class="danger wide" disabled={typed.trim() !== word}>
                {button}
            </button>
            <button type="button" class="quiet wide" onClick={() => setOpen(false)}>
                {gettext("Keep it")}
            </button>
        </form>
    );
}
