/* Whether the disk has what was written: said only when it has, and what to do when it has not. */

import { Check, Save, TriangleAlert } from "lucide";

import { isFull } from "../store/photos.js";
import { Frozen } from "../store/records.js";
import { time } from "./dates.js";
import { Icon } from "./icon.jsx";

export function Kept({ record }) {
    const { row, keptAt, problem, keep } = record;
    if (problem) return <NotKept problem={problem} keep={keep} />;
    const at = keptAt ?? row.changed_at;
    return (
        <p class="kept good" role="status">
            <Icon of={Check} />
            {interpolate(gettext("Kept %(time)s"), { time: time(at) }, true)}
        </p>
    );
}

function NotKept({ problem, keep }) {
    return (
        <div class="kept kept--not" role="alert">
            <p>
                <Icon of={TriangleAlert} />
                {whatToDo(problem)}
            </p>
            {!(problem instanceof Frozen) && (
                <button type="button" onClick={keep}>
                    <Icon of={Save} />
                    {gettext("Keep now")}
                </button>
            )}
        </div>
    );
}

function whatToDo(problem) {
    if (problem instanceof Frozen) {
        return gettext("This record was handed in meanwhile; what was typed after that is not in it.");
    }
    if (isFull(problem)) {
        return gettext(
            "This phone is full: what you wrote last is on the screen but not kept. Leave the app open, delete films or pictures elsewhere on the phone or send what waits under Records, then keep it.",
        );
    }
    const words = gettext(
        "The phone could not write: what you wrote last is on the screen but not kept. Leave the app open and keep it again (%(why)s).",
    );
    return interpolate(words, { why: problem.message || problem.name }, true);
}
