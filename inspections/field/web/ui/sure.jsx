/* Something that cannot be taken back: the word is typed before the button can be pressed. */

import { useId, useState } from "preact/hooks";

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
