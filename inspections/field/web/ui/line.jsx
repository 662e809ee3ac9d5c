/* Why nothing goes at this moment, and what helps. */

import { LogIn, Send } from "lucide";
import { useState } from "preact/hooks";

import { isOnItsWay } from "../store/records.js";
import { STOPPED } from "../send/queue.js";
import { time } from "./dates.js";
import { Doing } from "./doing.jsx";
import { Icon } from "./icon.jsx";
import { useLive } from "./live.js";
import { GAP } from "./sentences.js";

const WORDS = {
    unreachable: () => gettext("The office cannot be reached. It is tried again by itself."),
    busy: () => gettext("The office is busy. It is tried again by itself."),
    signed_out: () => gettext("You are signed out. Everything stays on this phone; sign in to send it."),
    someone_else: () =>
        gettext("Somebody else is signed in on this phone. These records wait for whoever wrote them."),
};

/* Back here after signing in. */
export const signInAddress = (phone) =>
    `${phone.signIn}?next=${encodeURIComponent(location.pathname + location.hash)}`;

export function Line({ phone }) {
    const line = useLive(() => phone.queue.line(), [phone]);
    const rows = useLive(() => phone.records.all(), [phone]) ?? [];
    const [asked, setAsked] = useState(false);
    const waiting = rows.filter(isOnItsWay).length;
    if (!line || !waiting) return null;
    const send = async () => {
        setAsked(true);
        await phone.queue.send({ now: true });
        setAsked(false);
    };
    return (
        <div class="card">
            <p role="status">
                {interpolate(
                    ngettext("%(count)s record waits to be sent.", "%(count)s records wait to be sent.", waiting),
                    { count: waiting },
                    true,
                )}
                {GAP}
                {line.why && <span class="late">{WORDS[line.why]()}</span>}
                {GAP}
                {line.until > Date.now() && (
                    <span class="muted">
                        {interpolate(gettext("Next try at %(time)s."), { time: time(line.until) }, true)}
                    </span>
                )}
            </p>
            {STOPPED.includes(line.why) && (
                <a class="button" href={signInAddress(phone)}>
                    <Icon of={LogIn} />
                    {gettext("Sign in")}
                </a>
            )}
            {!STOPPED.includes(line.why) && (
                <Doing busy={asked} onClick={send}>
                    <Icon of={Send} />
                    {asked ? gettext("Sending …") : gettext("Send now")}
                </Doing>
            )}
        </div>
    );
}
