/* At the door: who it is, why one is here, what was found before, and what to begin. */

import { ClipboardCheck, ClipboardPen, MessagesSquare, Plus, UsersRound } from "lucide";

import { day, time } from "../ui/dates.js";
import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { address } from "../ui/path.js";
import { going, useBegin } from "./beginning.js";
import { Card } from "./card.jsx";

export function Stop({ phone, path: [on, position] }) {
    const found = useLive(async () => {
        const [about, stop, rows] = await Promise.all([
            phone.taken.about(),
            phone.taken.stop(on, position),
            phone.records.all(),
        ]);
        const card = stop && (await phone.taken.enterprise(stop.enterprise));
        const drafts = rows.filter(({ draft }) => draft?.enterprise === stop?.enterprise);
        return { about, stop, card, drafts };
    }, [phone, on, position]);
    if (!found) return null;
    const { about, stop, card, drafts } = found;
    if (!stop || !card) return <NotHere />;
    return (
        <>
            <h1>{card.name}</h1>
            <p>
                <span class="state state--info">{stop.what}</span> {stop.why}
            </p>
            <p class="muted">{when(stop)}</p>
            <Going rows={drafts} about={about} />
            <Card card={card} about={about} />
            <Begin
                phone={phone}
                stop={stop}
                about={about}
                again={going(drafts).some(({ draft }) => draft.kind === stop.kind)}
            />
        </>
    );
}

function NotHere() {
    return (
        <div class="empty">
            <h1>{gettext("This stop is not on this phone.")}</h1>
            <p>{gettext("The round was planned anew since. Records of it are under Records.")}</p>
            <a class="button" href={address("")}>
                {gettext("To the round")}
            </a>
        </div>
    );
}

function when({ on, arrives_at: at, opens_at: from, closes_at: to, due_on: due }) {
    return [
        day(on),
        at && interpolate(gettext("there at %(time)s"), { time: at.slice(0, 5) }, true),
        from &&
            to &&
            interpolate(
                gettext("open %(from)s–%(to)s"),
                { from: from.slice(0, 5), to: to.slice(0, 5) },
                true,
            ),
        due && interpolate(gettext("due %(day)s"), { day: day(due) }, true),
    ]
        .filter(Boolean)
        .join(" · ");
}

/* What was begun here and is not handed in: one goes on with it rather than begin it twice. */
export function Going({ rows, about }) {
    const kinds = new Map(about?.vocabularies?.kinds);
    return going(rows).map(({ uuid, draft, changed_at: at }) => (
        <a key={uuid} class="row" href={address("visit", uuid)}>
            <strong>{gettext("Go on writing")}</strong>
            <span class="muted">
                {kinds.get(draft.kind)} ·{" "}
                {interpolate(gettext("last change %(time)s"), { time: time(at) }, true)}
            </span>
        </a>
    ));
}

function Begin({ phone, stop, about, again }) {
    const { kind, errand, checklist_version: version } = stop;
    const [begin, said] = useBegin(phone);
    const start = (what) => () =>
        begin({
            enterprise: stop.enterprise,
            stop: [stop.on, stop.position],
            ...what,
        });
    const isReinspection = kind === "reinspection";
    const label = new Map(about?.vocabularies?.kinds).get(kind) ?? stop.what;
    return (
        <>
            <details class="begin">
                <summary>{gettext("Another visit here")}</summary>
                <button type="button" class="quiet wide" onClick={start({ kind: "unplanned" })}>
                    <Icon of={Plus} />
                    {gettext("Also here: unplanned check")}
                </button>
                <button type="button" class="quiet wide" onClick={start({ kind: "consultation" })}>
                    <Icon of={MessagesSquare} />
                    {gettext("Consultation")}
                </button>
                <button type="button" class="quiet wide" onClick={start({ kind: "work_group" })}>
                    <Icon of={UsersRound} />
                    {gettext("Work group visit")}
                </button>
            </details>
            <p class="late" role="alert">
                {said}
            </p>
            {isReinspection && !stop.reinspection ? (
                <p class="soon">
                    {gettext("The re-inspection was not called yet; the desk calls it. Other visits can begin.")}
                </p>
            ) : (
                <button
                    type="button"
                    class={again ? "quiet wide reach" : "wide reach"}
                    onClick={start({ kind, errand, checklist_version: version ?? null })}
                >
                    <Icon of={isReinspection ? ClipboardCheck : ClipboardPen} />
                    {interpolate(gettext("Begin: %(kind)s"), { kind: label }, true)}
                </button>
            )}
        </>
    );
}
