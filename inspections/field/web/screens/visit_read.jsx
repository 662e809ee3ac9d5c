/* The record read back (现场检查笔录), in the words of the paper. */

import { useEffect } from "preact/hooks";

import { minutes } from "../rules/minutes.js";
import { signaturesOf } from "../rules/packet.js";
import { MomentField } from "../ui/field.jsx";
import { Lacks } from "./lacks.jsx";

export function Read({ visit, readOnly = false }) {
    const { draft, edit, set, facts, parts, phone, uuid } = visit;
    useEffect(() => {
        if (readOnly) return;
        // Reading it back is where the inspection ends, unless the hand says otherwise.
        const isFixed = draft.ended_by_hand || signaturesOf(parts).length > 0;
        if (!isFixed) set("ended_at", new Date().toISOString());
        phone.photos.settled(uuid);
    }, [uuid]);
    return (
        <>
            {!readOnly && <Lacks visit={visit} of="read" />}
            <article class="paper" lang="zh-Hans">
                <h2>现场检查笔录</h2>
                {minutes(draft, facts).map((line, n) => (
                    <p key={n}>{line}</p>
                ))}
            </article>
            {!readOnly && (
                <MomentField
                    id="at-ended"
                    label={gettext("Ended")}
                    value={draft.ended_at}
                    onValue={(ended_at) =>
                        edit((one) => ({ ...one, ended_at, ended_by_hand: ended_at !== null }))
                    }
                />
            )}
        </>
    );
}
