/* The line on top: whose phone it is, whether there is signal, whether a newer app waits. */

import { CloudOff, RefreshCw, Wifi } from "lucide";
import { useEffect, useState } from "preact/hooks";

import { Icon } from "./icon.jsx";
import { useOnline } from "./online.js";

export function Bar({ phone }) {
    const online = useOnline();
    const [newer, setNewer] = useState(false);
    useEffect(() => phone.shell.whenNewer(() => setNewer(true)), [phone.shell]);
    return (
        <header class="bar">
            <strong>{phone.person.name}</strong>
            <span class={online ? "line" : "line line--off"} role="status">
                {online ? <Icon of={Wifi} /> : <Icon of={CloudOff} />}
                {online ? gettext("Signal") : gettext("No signal")}
            </span>
            {newer && (
                <button type="button" class="quiet" onClick={() => phone.shell.renew(phone.records.settled())}>
                    <Icon of={RefreshCw} />
                    {gettext("Update the app")}
                </button>
            )}
        </header>
    );
}
