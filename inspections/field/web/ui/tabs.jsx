/* The bottom bar: the ways round the app, within reach of a thumb. */

import { ClipboardList, Route, UserRound } from "lucide";

import { Icon } from "./icon.jsx";
import { isUnsent } from "../store/records.js";
import { useLive } from "./live.js";
import { address } from "./path.js";

export function Tabs({ phone, current = "" }) {
    const rows = useLive(() => phone.records.all(), [phone]) ?? [];
    const unsent = rows.filter(isUnsent).length;
    const tabs = [
        ["", Route, gettext("Round")],
        ["records", ClipboardList, gettext("Records"), unsent],
        ["me", UserRound, gettext("Me")],
    ];
    return (
        <nav class="tabs" aria-label={gettext("Pages")}>
            {tabs.map(([name, icon, label, count]) => (
                <a
                    key={name}
                    href={address(name)}
                    aria-current={current === name ? "page" : undefined}
                >
                    <Icon of={icon} />
                    <span>{label}</span>
                    {count > 0 && <span class="count">{count}</span>}
                </a>
            ))}
        </nav>
    );
}
