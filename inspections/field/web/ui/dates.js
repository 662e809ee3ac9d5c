/* Days and times as the office writes them, in Shanghai whatever the phone's zone is. */

const ZONE = "Asia/Shanghai";
const language = document.documentElement.lang;

const weekday = new Intl.DateTimeFormat(language, { weekday: "short", timeZone: ZONE });
const iso = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE });
const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

/* "2026-05-06 周三" of an ISO day or a moment. */
export function day(when) {
    const moment = typeof when === "string" ? new Date(`${when}T12:00:00+08:00`) : new Date(when);
    return `${iso.format(moment)} ${weekday.format(moment)}`;
}

/* "14:03" */
export const time = (moment) => clock.format(new Date(moment));

/* The ISO day on which a moment falls. */
export const dayOf = (moment) => iso.format(new Date(moment));

/* "3 hours ago", and "now" within the minute: nobody counts seconds on a page that stands. */
export function ago(moment) {
    const seconds = (moment - Date.now()) / 1000;
    const units = [
        ["day", 86_400],
        ["hour", 3_600],
        ["minute", 60],
    ];
    const found = units.find(([, size]) => Math.abs(seconds) >= size);
    if (!found) return relative.format(0, "second");
    const [unit, size] = found;
    return relative.format(Math.round(seconds / size), unit);
}
