/* The round of the day: stop after stop, nearest first, with all that is due. */

import { Download } from "lucide";
import { useState } from "preact/hooks";

import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { address } from "../ui/path.js";
import { ago, day } from "../ui/dates.js";

export function Today({ phone }) {
    const about = useLive(() => phone.taken.about(), [phone]);
    const stops = useLive(async () => {
        const taken = await phone.taken.about();
        const found = {};
        for (const { on } of taken?.days ?? []) {
            found[on] = await Promise.all(
                (await phone.taken.stopsOf(on)).map(async (stop) => ({
                    ...stop,
                    card: await phone.taken.enterprise(stop.enterprise),
                })),
            );
        }
        return found;
    }, [phone]);
    if (!stops) return null;
    return (
        <>
            <h1>{gettext("Round")}</h1>
            <TakeAlong phone={phone} about={about} />
            {(about?.days ?? []).map(({ on }) => (
                <section key={on} aria-label={day(on)}>
                    <h2>{day(on)}</h2>
                    {stops[on]?.length ? (
                        <ol class="stops">
                            {stops[on].map((stop) => (
                                <li key={stop.position}>
                                    <StopRow stop={stop} />
                                </li>
                            ))}
                        </ol>
                    ) : (
                        <p class="muted">{gettext("Nothing is planned for this day.")}</p>
                    )}
                </section>
            ))}
        </>
    );
}

function StopRow({ stop }) {
    return (
        <a class="row" href={address("stop", stop.on, stop.position)}>
            <strong>{stop.card?.name}</strong>
            <span>{stop.what}</span>
            <span class="muted">{stop.card?.address}</span>
        </a>
    );
}

/* How old it is what the phone knows, and a way to renew it. */
function TakeAlong({ phone, about }) {
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    const fetchAll = async () => {
        setBusy(true);
        setSaid("");
        try {
            await phone.taken.fetch();
        } catch (error) {
            setSaid(error.message || gettext("The office could not be reached."));
        }
        setBusy(false);
    };
    return (
        <div class="card">
            <p role="status">
                {about
                    ? interpolate(gettext("Taken along %(when)s."), { when: ago(about.at) }, true)
                    : gettext("Nothing is on this phone yet.")}
                {said && <span class="late"> {said}</span>}
            </p>
            <button type="button" onClick={fetchAll} disabled={busy}>
                <Icon of={Download} />
                {busy ? gettext("Fetching the round …") : gettext("Take the round along")}
            </button>
        </div>
    );
}
