/* What is typed into a draft: on the disk with every letter, and said loudly where it is not. */

import { useEffect, useId, useRef, useState } from "preact/hooks";

import { isFull } from "../store/photos.js";

/* A line or, with `rows`, some lines. `onWrite(text)` resolves when the text is kept. */
export function Text({ label, hint, value, rows, onWrite, lack, options, ...more }) {
    const [text, setText] = useState(value ?? "");
    const [problem, setProblem] = useState("");
    const written = useRef(value);
    const id = useId();
    // What another tab, or another field of this page, wrote here meanwhile.
    useEffect(() => {
        if (value !== written.current) setText(value ?? "");
        written.current = value;
    }, [value]);
    const write = async (event) => {
        const now = event.currentTarget.value;
        setText(now);
        written.current = now;
        try {
            await onWrite(now);
            setProblem("");
        } catch (error) {
            setProblem(notKept(error));
        }
    };
    const Field = rows ? "textarea" : "input";
    const said = [hint, lack, problem].filter(Boolean);
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <Field
                {...more}
                id={id}
                rows={rows}
                value={text}
                list={options && `${id}-list`}
                aria-invalid={lack || problem ? "true" : undefined}
                aria-describedby={said.length ? `${id}-said` : undefined}
                onInput={write}
            />
            {options && (
                <datalist id={`${id}-list`}>
                    {options.map((each) => (
                        <option key={each} value={each} />
                    ))}
                </datalist>
            )}
            <div id={`${id}-said`}>
                {hint && <p class="muted">{hint}</p>}
                {lack && <p class="soon">{lack}</p>}
                {problem && (
                    <p class="late" role="alert">
                        {problem}
                    </p>
                )}
            </div>
        </div>
    );
}

/* One tap each. `choices` are [value, words]. */
export function Tap({ legend, name, value, choices, onWrite, lack }) {
    const [problem, setProblem] = useState("");
    const tap = async (one) => {
        try {
            await onWrite(one);
            setProblem("");
            navigator.vibrate?.(15);
        } catch (error) {
            setProblem(notKept(error));
        }
    };
    return (
        <fieldset>
            <legend>{legend}</legend>
            <div class={choices.length > 3 ? "choices choices--list" : "choices"}>
                {choices.map(([one, words]) => (
                    <label key={String(one)}>
                        <input
                            type="radio"
                            name={name}
                            checked={value === one}
                            onChange={() => tap(one)}
                        />
                        {words}
                    </label>
                ))}
            </div>
            {lack && <p class="soon">{lack}</p>}
            {problem && (
                <p class="late" role="alert">
                    {problem}
                </p>
            )}
        </fieldset>
    );
}

export function notKept(error) {
    return isFull(error)
        ? gettext("The phone is full: the last letters are not kept. Free some space, then type on.")
        : interpolate(gettext("Not kept: %(why)s"), { why: error.message || error.name }, true);
}
