/* The line on top: whose phone it is, whether there is signal, whether a newer app waits. */

import { CloudAlert, CloudOff, LogIn, RefreshCw, Wifi } from "lucide";
import { useEffect, useState } from "preact/hooks";

import { STOPPED } from "../send/queue.js";
import { Icon } from "./icon.jsx";
import { signInAddress } from "./line.jsx";
import { useLive } from "./live.js";
import { useOnline } from "./online.js";

export function Bar({ phone }) {
    const online = useOnline();
    const why = useLive(() => phone.queue.line(), [phone])?.why;
    // The browser only guesses; a call that got no answer knows better.
    const good = online && why !== "unreachable";
    const [newer, setNewer] = useState(false);
    useEffect(() => phone.shell.whenNewer(() => setNewer(true)), [phone.shell]);
    return (
        <header class="bar">
            <strong>{phone.person.name}</strong>
            <span class={good ? "line" : "line line--off"} role="status">
                <Icon of={online ? (good ? Wifi : CloudAlert) : CloudOff} />
                {online
                    ? good
                        ? gettext("Signal")
                        : gettext("Office not reached")
                    : gettext("No signal")}
            </span>
            {STOPPED.includes(why) && (
                <a class="button quiet" href={signInAddress(phone)}>
                    <Icon of={LogIn} />
                    {gettext("Sign in")}
                </a>
            )}
            {newer && (
                <button type="button" class="quiet" onClick={() => phone.shell.renew(phone.records.settled())}>
                    <Icon of={RefreshCw} />
                    {gettext("Update the app")}
                </button>
            )}
        </header>
    );
}
