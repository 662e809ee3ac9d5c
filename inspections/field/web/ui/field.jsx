/* One field with its label, its hint and what is wrong with it. Whoever holds it keeps each stroke. */

import { useId } from "preact/hooks";

export function TextField({ label, value, onValue, hint, problem, rows, id, ...more }) {
    const made = useId();
    const key = id ?? made;
    const Tag = rows ? "textarea" : "input";
    return (
        <div class="field">
            <label for={key}>{label}</label>
            <Tag
                id={key}
                rows={rows}
                value={value ?? ""}
                aria-describedby={hint || problem ? `${key}-hint` : undefined}
                aria-invalid={problem ? "true" : undefined}
                onInput={(event) => onValue(event.currentTarget.value)}
                autocomplete="off"
                {...more}
            />
            {(hint || problem) && (
                <p id={`${key}-hint`} class={problem ? "late hint" : "muted hint"}>
                    {problem || hint}
                </p>
            )}
        </div>
    );
}

export function Select({ label, value, onValue, choices, empty, id, problem }) {
    const made = useId();
    const key = id ?? made;
    return (
        <div class="field">
            <label for={key}>{label}</label>
            <select
                id={key}
                value={value ?? ""}
                aria-invalid={problem ? "true" : undefined}
                onChange={(event) => onValue(event.currentTarget.value)}
            >
                {empty !== undefined && <option value="">{empty}</option>}
                {choices.map(([one, words]) => (
                    <option key={one} value={one}>
                        {words}
                    </option>
                ))}
            </select>
        </div>
    );
}

/* A line that is ticked, as wide as the thumb wants it. */
export function Tick({ label, checked, onChecked, id, disabled, children }) {
    return (
        <label class="tick" id={id}>
            <input
                type="checkbox"
                checked={checked}
                disabled={disabled}
                onChange={(event) => onChecked(event.currentTarget.checked)}
            />
            <span>
                {label}
                {children}
            </span>
        </label>
    );
}

/* A moment, as the phone's own picker writes it, in Shanghai whatever the phone's zone is. */
export function MomentField({ value, onValue, ...more }) {
    const local = value ? new Date(Date.parse(value) + SHANGHAI).toISOString().slice(0, 16) : "";
    return (
        <TextField
            type="datetime-local"
            value={local}
            onValue={(typed) => onValue(typed ? new Date(`${typed}:00+08:00`).toISOString() : null)}
            {...more}
        />
    );
}

const SHANGHAI = 8 * 3_600_000;
