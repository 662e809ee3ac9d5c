/* The round of the day: stop after stop, with all that is due, and what the phone still lacks. */

import { Check, Clock, Download, MapPin, Plus, Search, TriangleAlert } from "lucide";
import { useEffect, useState } from "preact/hooks";

import { SignedOut, Unreachable } from "../send/calls.js";
import { RECEIVED } from "../store/records.js";
import { keepsFiles } from "../store/trial.js";
import { Doing } from "../ui/doing.jsx";
import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { signInAddress } from "../ui/line.jsx";
import { lacks } from "../ui/missing.js";
import { address } from "../ui/path.js";
import { apart, latestPoint, locate, placeWords } from "../ui/place.js";
import { matches } from "../ui/search.js";
import { GAP } from "../ui/sentences.js";
import { Standing } from "../ui/standing.jsx";
import { ago, day, dayOf } from "../ui/dates.js";
import { openForm } from "./form.jsx";

const SOON = 7 * 86_400_000;

export function Today({ phone }) {
    const round = useLive(() => roundOf(phone), [phone]);
    const [query, setQuery] = useState("");
    const [here, setHere] = useState(null);
    if (!round) return null;
    return (
        <>
            <h1>{gettext("Round")}</h1>
            <TakeAlong phone={phone} about={round.about} />
            <Missing phone={phone} round={round} />
            {round.about && (
                <>
                    <SearchBox query={query} onQuery={setQuery} />
                    {query.trim() ? (
                        <Found round={round} query={query} />
                    ) : (
                        <>
                            <Order here={here} onHere={setHere} />
                            <Outings phone={phone} outings={round.outings} />
                            {round.days.map((one) => (
                                <Day key={one.on} day={one} round={round} here={here} />
                            ))}
                        </>
                    )}
                    {round.about.visits && (
                        <a class="button quiet wide" href={address("begin")}>
                            <Icon of={Plus} />
                            {gettext("Visit somebody else")}
                        </a>
                    )}
                </>
            )}
        </>
    );
}

/* All that the page shows, read at once. */
async function roundOf(phone) {
    const { taken } = phone;
    const [about, cards, checklists, pictures, known, rows, canKeep] = await Promise.all([
        taken.about(),
        taken.enterprises(),
        taken.checklists(),
        taken.pictures(),
        phone.pictures.known(),
        phone.records.all(),
        keepsFiles(phone.shared),
    ]);
    const today = dayOf(Date.now() + (about?.skew ?? 0));
    const cardOf = new Map(cards.map((card) => [card.id, card]));
    const days = await Promise.all(
        (about?.days ?? [])
            .filter(({ on }) => on >= today)
            .map(async (one) => ({
                ...one,
                stops: (await taken.stopsOf(one.on)).map((stop) => ({
                    ...stop,
                    card: cardOf.get(stop.enterprise),
                    record: recordAt(stop, rows, today),
                })),
            })),
    );
    const stops = days.flatMap((one) => one.stops);
    const keys = new Set(checklists.map(({ id }) => id));
    const outings = (about?.outings ?? []).map((outing) => ({
        ...outing,
        record: rows.find(({ draft }) => draft?.form?.key === outing.key),
    }));
    const found = { about, today, days, stops, outings, cards, checklists: keys };
    return { ...found, pictures, known, canKeep };
}

/* Forms for whoever is in no register. */
function Outings({ phone, outings }) {
    if (!outings.length) return null;
    return (
        <section aria-labelledby="outings">
            <h2 id="outings">
                {gettext("Also to be visited")} <span class="muted">{outings.length}</span>
            </h2>
            <ul class="rows">
                {outings.map((outing) => (
                    <li key={outing.key}>
                        <button type="button" class="row" onClick={() => openForm(phone, outing)}>
                            <strong>{outing.title}</strong>
                            <span class="muted">
                                {day(outing.on)} · {outing.why}
                            </span>
                            {outing.record && <Standing row={outing.record} />}
                        </button>
                    </li>
                ))}
            </ul>
        </section>
    );
}

/* What was written at this stop, the last of it; of yesterday's visit nobody is told here. */
function recordAt(stop, rows, today) {
    return rows.find(
        ({ draft, state, made_at }) =>
            draft?.enterprise === stop.enterprise &&
            (draft.errand ?? null) === (stop.errand ?? null) &&
            (state !== RECEIVED || dayOf(made_at) === today),
    );
}

/* How old it is what the phone knows; it is renewed on opening, and by hand. */
function TakeAlong({ phone, about }) {
    const [said, setSaid] = useState(null);
    const [busy, setBusy] = useState(false);
    useMinutes();

    const fetchAll = async ({ quietly = false } = {}) => {
        setBusy(true);
        setSaid(null);
        try {
            await phone.taken.fetch();
            phone.pictures.fetch(await phone.taken.pictures());
        } catch (error) {
            const isUseful = !quietly || !about || !(error instanceof Unreachable);
            if (isUseful) setSaid(error);
        }
        setBusy(false);
    };
    useEffect(() => {
        const renew = async () => {
            if (!navigator.onLine) return;
            if (await phone.taken.isOld()) await fetchAll({ quietly: true });
            else phone.pictures.fetch(await phone.taken.pictures());
        };
        renew();
        addEventListener("online", renew);
        return () => removeEventListener("online", renew);
    }, [phone]);

    return (
        <div class="card">
            <p role="status">
                {about
                    ? interpolate(gettext("Taken along %(when)s."), { when: ago(about.at) }, true)
                    : gettext("Nothing is on this phone yet.")}
                {said && GAP}
                {said && <span class="late">{whyNot(said)}</span>}
            </p>
            {said instanceof SignedOut && (
                <a class="button" href={signInAddress(phone)}>
                    {gettext("Sign in")}
                </a>
            )}
            <Doing class={about ? "quiet" : undefined} busy={busy} onClick={() => fetchAll()}>
                <Icon of={Download} />
                {busy ? gettext("Fetching the round …") : gettext("Take the round along")}
            </Doing>
        </div>
    );
}

/* Drawn again every minute: "2 minutes ago" does not stay so. */
function useMinutes() {
    const [, tick] = useState(0);
    useEffect(() => {
        const ticking = setInterval(() => tick((n) => n + 1), 60_000);
        return () => clearInterval(ticking);
    }, []);
}

function whyNot(error) {
    if (error instanceof SignedOut) {
        return gettext("You are signed out. What is on this phone stays; sign in to renew it.");
    }
    if (error instanceof Unreachable) {
        return gettext("The office could not be reached. What was taken along before is still here.");
    }
    if (error instanceof DOMException) {
        return gettext("The phone had no room for it. What was taken along before is still here.");
    }
    return error.message;
}

function Missing({ phone, round }) {
    const said = lacks({ ...round, shellKept: phone.shell.kept });
    if (!said.length) {
        return round.about ? (
            <p class="good">
                <Icon of={Check} /> {gettext("Nothing is missing: it can all be done without signal.")}
            </p>
        ) : null;
    }
    return (
        <section class="card missing" aria-labelledby="missing">
            <h2 id="missing">{pgettext("of a round", "What is missing")}</h2>
            <ul>
                {said.map(({ tone, words }) => (
                    <li key={words} class={tone}>
                        <Icon of={TriangleAlert} />
                        <span>{words}</span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function SearchBox({ query, onQuery }) {
    return (
        <label class="field search">
            <span>
                <Icon of={Search} /> {gettext("Search the round")}
            </span>
            <input
                type="search"
                value={query}
                placeholder={gettext("Name, address, code")}
                enterkeyhint="search"
                onInput={(event) => onQuery(event.currentTarget.value)}
            />
        </label>
    );
}

/* Stops first, in their order; then parties that are here for a record only. */
function Found({ round, query }) {
    const stops = round.stops.filter(({ card }) => card && matches(query, card));
    const listed = new Set(round.stops.map(({ enterprise }) => enterprise));
    const others = round.cards.filter((card) => !listed.has(card.id) && matches(query, card));
    const count = stops.length + others.length;
    return (
        <section aria-label={gettext("Found")}>
            <p role="status">
                {count
                    ? interpolate(ngettext("%(count)s found", "%(count)s found", count), { count }, true)
                    : gettext("Nothing in the round fits. Only what was taken along can be searched.")}
            </p>
            <ul class="rows">
                {stops.map((stop) => (
                    <li key={`${stop.on}-${stop.position}`}>
                        <StopRow stop={stop} today={round.today} withDay />
                    </li>
                ))}
                {others.map((card) => (
                    <li key={card.id}>
                        <a class="row" href={address("begin", card.id)}>
                            <strong>{card.name}</strong>
                            <span class="muted">{card.address}</span>
                        </a>
                    </li>
                ))}
            </ul>
        </section>
    );
}

/* As planned, or from where one stands; the phone is asked for its place only then. */
function Order({ here, onHere }) {
    const [problem, setProblem] = useState(null);
    const [looking, setLooking] = useState(false);
    const nearest = async () => {
        setProblem(null);
        setLooking(true);
        const found = await locate();
        setLooking(false);
        setProblem(found.problem);
        onHere(found.point ?? latestPoint());
    };
    return (
        <fieldset>
            <legend>{gettext("Order")}</legend>
            <div class="choices">
                <label>
                    <input type="radio" name="order" checked={!here} onChange={() => onHere(null)} />
                    {gettext("As planned")}
                </label>
                <label>
                    <input type="radio" name="order" checked={Boolean(here)} onChange={nearest} />
                    {gettext("Nearest first")}
                </label>
            </div>
            <p class={problem ? "late" : "muted"} role="status">
                {looking
                    ? gettext("Looking for the place …")
                    : (here || problem) && placeWords({ point: here, problem })}
            </p>
        </fieldset>
    );
}

function Day({ day: one, round, here }) {
    const stops = here ? nearestFirst(one.stops, here) : one.stops;
    const name = one.on === round.today ? gettext("Today") : null;
    return (
        <section aria-label={day(one.on)}>
            <h2>
                {day(one.on)} {name && <span class="state state--info">{name}</span>}
            </h2>
            {one.planned && one.starts_at && (
                <p class="muted">
                    {interpolate(
                        ngettext(
                            "%(count)s stop, setting out at %(time)s",
                            "%(count)s stops, setting out at %(time)s",
                            stops.length,
                        ),
                        { count: stops.length, time: clock(one.starts_at) },
                        true,
                    )}
                </p>
            )}
            {stops.length ? (
                <ol class="stops">
                    {stops.map((stop) => (
                        <li key={stop.position}>
                            <StopRow stop={stop} today={round.today} />
                        </li>
                    ))}
                </ol>
            ) : (
                <p class="muted">{gettext("Nothing is planned for this day.")}</p>
            )}
        </section>
    );
}

/* Those whose place nobody knows come last, in their own order. */
function nearestFirst(stops, here) {
    return stops
        .map((stop) => ({ ...stop, away: awayFrom(here, stop.card) }))
        .sort((a, b) => a.away - b.away || a.position - b.position);
}

const awayFrom = (here, card) =>
    card?.lng == null || card?.lat == null ? Number.MAX_SAFE_INTEGER : apart(here, card);

function StopRow({ stop, today, withDay = false }) {
    const { card, record, due_on: due } = stop;
    return (
        <a class="row stop" href={address("stop", stop.on, stop.position)}>
            <strong>{card?.name ?? gettext("Not on this phone")}</strong>
            <span class="stop__tags">
                <span class="state state--plain">{stop.what}</span>
                {due && <DueTag due={due} today={today} />}
                {record ? <Standing row={record} /> : stop.done && <DoneTag />}
            </span>
            {stop.why && stop.why !== stop.what && <span>{stop.why}</span>}
            <span class="stop__when">
                {withDay && <span>{day(stop.on)}</span>}
                {stop.arrives_at && (
                    <span>
                        <Icon of={Clock} /> {clock(stop.arrives_at)}
                    </span>
                )}
                {(stop.opens_at || stop.closes_at) && (
                    <span>
                        {interpolate(
                            gettext("open %(from)s–%(to)s"),
                            { from: clock(stop.opens_at), to: clock(stop.closes_at) },
                            true,
                        )}
                    </span>
                )}
                {stop.away < Number.MAX_SAFE_INTEGER && (
                    <span>
                        <Icon of={MapPin} /> {distance(stop.away)}
                    </span>
                )}
            </span>
            <span class="muted">{card?.address}</span>
        </a>
    );
}

function DueTag({ due, today }) {
    const left = Date.parse(due) - Date.parse(today);
    if (left < 0) {
        return (
            <span class="state state--late">
                {interpolate(gettext("overdue since %(day)s"), { day: day(due) }, true)}
            </span>
        );
    }
    return (
        <span class={`state state--${left <= SOON ? "soon" : "plain"}`}>
            {interpolate(gettext("due %(day)s"), { day: day(due) }, true)}
        </span>
    );
}

const DoneTag = () => (
    <span class="state state--good">
        <Icon of={Check} />
        {gettext("done")}
    </span>
);

const clock = (time) => time?.slice(0, 5) ?? "";

function distance(metres) {
    return metres < 950
        ? interpolate(gettext("%(count)s m"), { count: Math.round(metres / 50) * 50 }, true)
        : interpolate(gettext("%(count)s km"), { count: (metres / 1000).toFixed(1) }, true);
}
