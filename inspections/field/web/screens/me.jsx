/* Whose phone it is, what it keeps, and the ways out that lose nothing by accident. */

import { FileDown, Languages, LogOut, ShieldCheck, Smartphone, Trash2 } from "lucide";
import { useEffect, useState } from "preact/hooks";

import { csrfToken } from "../send/calls.js";
import { exportUnsent } from "../send/files.js";
import { forget, signOut, whoIsIn } from "../send/sign_out.js";
import { isUnsent } from "../store/records.js";
import { KEPT_DAYS } from "../store/sweep.js";
import { ago, day } from "../ui/dates.js";
import { Doing } from "../ui/doing.jsx";
import { Icon } from "../ui/icon.jsx";
import { Line } from "../ui/line.jsx";
import { useLive } from "../ui/live.js";
import { GAP } from "../ui/sentences.js";
import { Sure } from "../ui/sure.jsx";
import { Fact } from "./card.jsx";

export function Me({ phone, onPerson }) {
    const rows = useLive(() => phone.records.all(), [phone]) ?? [];
    const unsent = rows.filter(isUnsent);
    return (
        <>
            <h1>{phone.person.name}</h1>
            <Person phone={phone} />
            <Line phone={phone} />
            <SomebodyElse phone={phone} onPerson={onPerson} />
            <Kept phone={phone} rows={rows} unsent={unsent} />
            <SaveToFile phone={phone} unsent={unsent} />
            <AppItself phone={phone} />
            <WayOut phone={phone} unsent={unsent} onPerson={onPerson} />
        </>
    );
}

function Person({ phone }) {
    const about = useLive(() => phone.taken.about(), [phone]);
    const me = about?.me ?? phone.person;
    const badge = me.badge_number
        ? [me.badge_number, me.badge_valid_to && interpolate(gettext("valid to %(day)s"), { day: day(me.badge_valid_to) }, true)]
              .filter(Boolean)
              .join(" · ")
        : gettext("none");
    const expired = me.badge_valid_to && Date.parse(`${me.badge_valid_to}T23:59:59+08:00`) < Date.now();
    return (
        <dl class="facts card">
            <Fact name={gettext("Enforcement badge")}>
                {badge} {expired && <strong class="late">{gettext("Expired: no visit may be made with it.")}</strong>}
            </Fact>
            {me.station && <Fact name={gettext("Station")}>{me.station}</Fact>}
            <Fact name={gettext("Round")}>
                {about
                    ? interpolate(gettext("taken along %(when)s"), { when: ago(about.at) }, true)
                    : gettext("not taken along yet")}
            </Fact>
            <Clock skew={about?.skew} />
        </dl>
    );
}

const WRONG = 5 * 60_000;

/* The office keeps its own time beside the phone's; a wrong clock is said, not mended. */
function Clock({ skew }) {
    if (!skew || Math.abs(skew) < WRONG) return null;
    const minutes = Math.round(Math.abs(skew) / 60_000);
    const [count, words] =
        minutes >= 48 * 60
            ? [Math.round(minutes / 1440), (n) => ngettext("%(count)s day", "%(count)s days", n)]
            : minutes >= 120
              ? [Math.round(minutes / 60), (n) => ngettext("%(count)s hour", "%(count)s hours", n)]
              : [minutes, (n) => ngettext("%(count)s minute", "%(count)s minutes", n)];
    const span = interpolate(words(count), { count }, true);
    const said =
        skew > 0
            ? gettext("The clock of this phone is %(span)s slow. Set it right; the office notes its own time beside it.")
            : gettext("The clock of this phone is %(span)s fast. Set it right; the office notes its own time beside it.");
    return (
        <Fact name={gettext("Clock")}>
            <span class="late">{interpolate(said, { span }, true)}</span>
        </Fact>
    );
}

/* Another colleague signed in on this phone: their records are theirs, these stay. */
function SomebodyElse({ phone, onPerson }) {
    const [other, setOther] = useState(null);
    useEffect(() => {
        whoIsIn(phone).then((found) => setOther(found && found.id !== phone.person.id ? found : null));
    }, [phone]);
    if (!other) return null;
    return (
        <div class="card" role="status">
            <p>
                {interpolate(
                    gettext("%(other)s is signed in. The records of %(name)s stay on this phone and wait for %(name)s."),
                    { other: other.name, name: phone.person.name },
                    true,
                )}
            </p>
            <button type="button" onClick={() => onPerson(other)}>
                {interpolate(gettext("Go on as %(other)s"), { other: other.name }, true)}
            </button>
        </div>
    );
}

function Kept({ phone, rows, unsent }) {
    const [room, setRoom] = useState(null);
    const [asked, setAsked] = useState(false);
    const look = async () => {
        const estimate = await navigator.storage?.estimate?.();
        const lasting = await navigator.storage?.persisted?.();
        setRoom({ ...estimate, lasting });
    };
    useEffect(() => {
        look();
    }, [rows.length]);
    const ask = async () => {
        await navigator.storage.persist();
        setAsked(true);
        await look();
    };
    const count = { unsent: unsent.length, received: rows.length - unsent.length };
    return (
        <section class="card" aria-label={gettext("What this phone keeps")}>
            <h2>{gettext("What this phone keeps")}</h2>
            <p>
                {interpolate(
                    gettext("Not at the office yet: %(unsent)s. Received: %(received)s."),
                    count,
                    true,
                )}
                {room?.usage !== undefined && GAP}
                {room?.usage !== undefined &&
                    interpolate(
                        gettext("%(used)s used, %(free)s free for it."),
                        { used: size(room.usage), free: size(Math.max(room.quota - room.usage, 0)) },
                        true,
                    )}
            </p>
            <p class="muted">
                {interpolate(
                    gettext("Received records go by themselves after %(days)s days; what the office does not have never does."),
                    { days: KEPT_DAYS },
                    true,
                )}
            </p>
            {room?.lasting === true && (
                <p class="good">
                    <Icon of={ShieldCheck} /> {gettext("The browser keeps it even when the phone runs full.")}
                </p>
            )}
            {room?.lasting === false && navigator.storage.persist && (
                <>
                    <p>{gettext("When the phone runs full, the browser might delete it. It can be asked not to.")}</p>
                    {asked ? (
                        <p class="soon">{gettext("The browser said no. Install the app to the home screen and ask again.")}</p>
                    ) : (
                        <button type="button" class="quiet wide" onClick={ask}>
                            <Icon of={ShieldCheck} />
                            {gettext("Ask to keep it for good")}
                        </button>
                    )}
                </>
            )}
        </section>
    );
}

const size = (bytes) => `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 * 10 ? 1 : 0)} MB`;

function SaveToFile({ phone, unsent }) {
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    if (!unsent.length) return null;
    const save = async () => {
        setBusy(true);
        setSaid("");
        try {
            const { count } = await exportUnsent(phone);
            setSaid(
                interpolate(
                    ngettext("%(count)s record is in the file. It stays on this phone as well.", "%(count)s records are in the file. They stay on this phone as well.", count),
                    { count },
                    true,
                ),
            );
        } catch (error) {
            setSaid(interpolate(gettext("The file could not be made: %(why)s"), { why: error.message }, true));
        }
        setBusy(false);
    };
    return (
        <section class="card" aria-label={gettext("Without signal for long")}>
            <h2>{gettext("Without signal for long")}</h2>
            <p>{gettext("Carry what was not sent to any desk of the office as a file.")}</p>
            <Doing class="quiet wide" busy={busy} onClick={save}>
                <Icon of={FileDown} />
                {busy ? gettext("Making the file …") : gettext("Save what was not sent to a file")}
            </Doing>
            <p role="status">{said}</p>
        </section>
    );
}

const LANGUAGES = { "zh-hans": "简体中文", en: "English" };

function AppItself({ phone }) {
    const [said, setSaid] = useState("");
    const current = document.documentElement.lang;
    const change = async (language) => {
        const body = new URLSearchParams({ language, next: location.pathname });
        try {
            const headers = { "X-CSRFToken": await csrfToken() };
            await fetch("/language/", { method: "POST", body, headers, redirect: "manual" });
            setSaid(gettext("Fetching the app in the other language …"));
            await phone.records.settled();
            await phone.shell.replace();
        } catch {
            setSaid(gettext("The other language needs signal once."));
        }
    };
    return (
        <section class="card" aria-label={gettext("The app")}>
            <h2>{gettext("The app")}</h2>
            <dl class="facts">
                <Fact name={gettext("Version")}>
                    <span class="muted">{phone.version}</span>{" "}
                    {phone.shell.kept
                        ? gettext("kept for days without signal")
                        : gettext("not kept yet: open it once with signal")}
                </Fact>
                <Fact name={gettext("This phone")}>{phone.device.slice(0, 8)}</Fact>
            </dl>
            <a class="button quiet wide" href="/admin/accounts/device/">
                <Icon of={Smartphone} />
                {gettext("My phones; sign a lost one out")}
            </a>
            {Object.entries(LANGUAGES)
                .filter(([code]) => code !== current)
                .map(([code, name]) => (
                    <button key={code} type="button" class="quiet wide" lang={code} onClick={() => change(code)}>
                        <Icon of={Languages} />
                        {name}
                    </button>
                ))}
            <p role="status">{said}</p>
        </section>
    );
}

function WayOut({ phone, unsent, onPerson }) {
    const [asking, setAsking] = useState(false);
    const [said, setSaid] = useState("");
    const out = async (then) => {
        setSaid("");
        if (!(await signOut(phone))) {
            setSaid(gettext("Signing out needs signal. Nothing was changed."));
            return;
        }
        await then?.();
        onPerson(null);
    };
    if (!asking) {
        return (
            <button
                type="button"
                class="quiet wide"
                onClick={() => (unsent.length ? setAsking(true) : out())}
            >
                <Icon of={LogOut} />
                {gettext("Sign out")}
                <span role="alert">{said}</span>
            </button>
        );
    }
    return (
        <section class="card" aria-label={gettext("Sign out")}>
            <h2>{gettext("Sign out")}</h2>
            <p role="alert">
                {interpolate(
                    ngettext(
                        "%(count)s record is only on this phone. Send it or save it to a file first, or keep it here until you sign in again.",
                        "%(count)s records are only on this phone. Send them or save them to a file first, or keep them here until you sign in again.",
                        unsent.length,
                    ),
                    { count: unsent.length },
                    true,
                )}
            </p>
            <button type="button" class="wide" onClick={() => out()}>
                <Icon of={LogOut} />
                {gettext("Sign out and keep them on this phone")}
            </button>
            <Sure
                word={gettext("delete")}
                question={gettext("All that only this phone has of your records is deleted. Nobody can bring it back.")}
                button={gettext("Sign out and delete them")}
                onSure={() => out(() => forget(phone))}
            >
                <Icon of={Trash2} />
            </Sure>
            <button type="button" class="quiet wide" onClick={() => setAsking(false)}>
                {gettext("Stay signed in")}
            </button>
            <p class="late" role="alert">
                {said}
            </p>
        </section>
    );
}
