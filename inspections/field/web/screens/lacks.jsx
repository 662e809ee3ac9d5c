/* What a record still lacks, said where it is missing and in the end all together. */

import { useState } from "preact/hooks";

import { address } from "../ui/path.js";

export const missingWords = (count) =>
    interpolate(
        ngettext("%(count)s thing is missing", "%(count)s things are missing", count),
        { count },
        true,
    );

/* What is still missing here, each a tap away from where it is said. */
export function Lacks({ visit: { uuid, lacks }, of }) {
    const [open, setOpen] = useState(!of);
    const here = of ? lacks.filter(({ where }) => where[0] === of) : lacks;
    if (!here.length) return null;
    return (
        <details class="lacks" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
            <summary>
                {missingWords(here.length)}
            </summary>
            {open && (
                <ul>
                    {here.map(({ where: [step, place], words }) => (
                        <li key={step + place + words}>
                            <a
                                href={address("visit", uuid, step, place)}
                                onClick={() => {
                                    // The same place again is no change of address.
                                    if (location.hash === address("visit", uuid, step, place)) show(place);
                                }}
                            >
                                {words}
                            </a>
                        </li>
                    ))}
                </ul>
            )}
        </details>
    );
}

/* The place on the page that a step or a sentence leads to. */
export function show(place) {
    const found = document.getElementById(`at-${place}`) ?? document.getElementById(place);
    if (!found) return;
    found.scrollIntoView({ block: "center" });
    const field = found.matches("input, select, textarea")
        ? found
        : found.querySelector("input, select, textarea, button:not(:disabled), canvas");
    (field ?? found).focus({ preventScroll: true });
}
