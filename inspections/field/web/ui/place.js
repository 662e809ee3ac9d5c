/* Where the phone says it is: WGS-84 as the browser gives it, with how sure it is of it.

   Nothing is corrected and nothing is guessed: a place that nobody knows is null, and why it is
   not known stands in words. */

import { useCallback, useEffect, useState } from "preact/hooks";

import { inARow } from "./sentences.js";

/* Beyond this, in metres, a place tells a street from another, not a door. */
const COARSE = 200;
/* Beyond this it is the place of a city's network, and no place at all. */
const NOWHERE = 100_000;
const FRESH = 60_000;
const PATIENCE = 20_000;

let latest = null;

/* The last place of this minute, or null: for a photo that is taken just now. */
export function latestPoint() {
    return latest && Date.now() - latest.at < FRESH ? latest.point : null;
}

/* One look at it: `{point, problem}`, within `patience`; it never throws. */
export async function locate({ patience = PATIENCE } = {}) {
    if (!navigator.geolocation) return { point: null, problem: "unavailable" };
    return new Promise((done) => {
        navigator.geolocation.getCurrentPosition(
            (position) => done(heard(position)),
            (error) => done({ point: null, problem: problemOf(error) }),
            { enableHighAccuracy: true, timeout: patience, maximumAge: FRESH / 2 },
        );
    });
}

/* The place while a page is open, better and better; `wanted` false asks the phone nothing.

   `{point, problem, waiting, again}`; `problem` is "denied", "unavailable", "slow" or "coarse". */
export function usePlace({ wanted = true, patience = PATIENCE } = {}) {
    const [found, setFound] = useState({ point: latestPoint(), problem: null, waiting: true });
    const [round, setRound] = useState(0);
    const again = useCallback(() => setRound((n) => n + 1), []);
    useEffect(() => {
        if (!wanted) return undefined;
        if (!navigator.geolocation) {
            setFound({ point: null, problem: "unavailable", waiting: false });
            return undefined;
        }
        setFound((before) => ({ ...before, problem: null, waiting: true }));
        const watching = navigator.geolocation.watchPosition(
            (position) => setFound(better(position)),
            // The last place that was known stays beside the reason why it gets no better.
            (error) =>
                setFound(({ point }) => ({ point, problem: problemOf(error), waiting: false })),
            { enableHighAccuracy: true, timeout: patience, maximumAge: FRESH / 2 },
        );
        return () => navigator.geolocation.clearWatch(watching);
    }, [wanted, patience, round]);
    return { ...found, again };
}

/* What is known of the place, in words that hide nothing. */
export function placeWords({ point, problem, waiting }) {
    if (point) {
        const near = interpolate(
            gettext("Place known to within %(metres)s m."),
            { metres: point.accuracy ?? "?" },
            true,
        );
        return inARow(near, problem && REASONS[problem]());
    }
    if (problem) return REASONS[problem]();
    return waiting ? gettext("Looking for the place …") : "";
}

const REASONS = {
    denied: () =>
        gettext(
            "This app may not see where the phone is. Allow it in the browser's settings, or go on without a place.",
        ),
    unavailable: () => gettext("The phone does not know where it is. Go on without a place."),
    slow: () => gettext("The phone did not find its place in time. Step outside or try again."),
    coarse: () => gettext("That is too coarse to tell one door from the next."),
};

const problemOf = (error) => ({ 1: "denied", 3: "slow" })[error.code] ?? "unavailable";

function heard({ coords, timestamp }) {
    const point = {
        lng: rounded(coords.longitude, 6),
        lat: rounded(coords.latitude, 6),
        accuracy: coords.accuracy == null ? null : Math.ceil(coords.accuracy),
    };
    if (point.accuracy > NOWHERE) return { point: null, problem: "coarse", waiting: false };
    latest = { point, at: Math.min(timestamp ?? Date.now(), Date.now()) };
    return { point, problem: point.accuracy > COARSE ? "coarse" : null, waiting: false };
}

/* A phone that stands still is told its place more and more exactly, and sometimes less. */
const better = (position) => (before) => {
    const now = heard(position);
    const was = before.point;
    if (!was || !now.point || now.point.accuracy <= was.accuracy || apart(was, now.point) > was.accuracy) {
        return now;
    }
    latest = { ...latest, point: was };
    return { ...before, waiting: false };
};

/* Metres between two points that are near each other. */
export function apart(a, b) {
    const metres = 111_320;
    const east = (a.lng - b.lng) * Math.cos((a.lat * Math.PI) / 180);
    return Math.hypot(east, a.lat - b.lat) * metres;
}

const rounded = (value, digits) => Number(value.toFixed(digits));
