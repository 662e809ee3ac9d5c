/* Who inspects whom, where, and that the party was told its rights (行政处罚法 42, 55). */

import { useEffect, useRef } from "preact/hooks";

import { hasBadge } from "../rules/packet.js";
import { day, dayOf } from "../ui/dates.js";
import { MomentField, TextField, Tick } from "../ui/field.jsx";
import { focus } from "../ui/focus.js";
import { locate, placeWords } from "../ui/place.js";
import { PartyFields } from "./begin.jsx";
import { Card } from "./card.jsx";
import { Lacks } from "./lacks.jsx";

export function Who({ visit }) {
    const { draft, set, edit, card, about } = visit;
    const setParty = (name) => (value) =>
        edit((one) => ({ ...one, party: { ...one.party, [name]: value } }));
    return (
        <>
            <Lacks visit={visit} of="who" />
            <Clock visit={visit} />
            {draft.party && <PartyFields party={draft.party} set={setParty} about={about} />}
            <Inspectors visit={visit} />
            <TextField
                label={gettext("Present for the party")}
                hint={gettext("Name and position")}
                value={draft.present}
                onValue={(value) => set("present", value)}
                maxLength={120}
            />
            <TextField
                label={gettext("Witness")}
                hint={gettext("If there is one: name, and whose")}
                value={draft.witness}
                onValue={(value) => set("witness", value)}
                maxLength={120}
            />
            <Tick
                id="at-rights"
                label={gettext("Badges were shown and the party was told its rights")}
                checked={draft.rights_told}
                onChecked={(told) => set("rights_told", told)}
            >
                <p class="muted">
                    {gettext("To state its case and defend itself, to ask for other inspectors; and that it has to cooperate.")}
                </p>
            </Tick>
            <TextField
                label={gettext("Place on the premises")}
                hint={gettext("Empty: the address of the party")}
                value={draft.place}
                onValue={(value) => set("place", value)}
                maxLength={300}
            />
            <Place visit={visit} />
            <MomentField
                label={gettext("Began")}
                value={draft.started_at}
                onValue={(value) => value && set("started_at", value)}
            />
            {card && (
                <details>
                    <summary>{gettext("What is known of the party")}</summary>
                    <Card card={card} about={about} />
                </details>
            )}
        </>
    );
}

const CLOSE = 5 * 60_000;

function Clock({ visit: { about } }) {
    if (!about || Math.abs(about.skew) < CLOSE) return null;
    return (
        <p class="soon" role="note">
            {interpolate(
                gettext("This phone's clock is wrong: for the office it is %(day)s. Dates are counted from that day; set the clock right."),
                { day: day(dayOf(Date.now() + about.skew)) },
                true,
            )}
        </p>
    );
}

/* Oneself and whoever came along, in the order of signing; the others are a tap away. */
function Inspectors({ visit: { draft, people, today, edit } }) {
    // Who is ticked moves to the others who are here; the keyboard goes with them.
    const moved = useRef(null);
    useEffect(() => {
        if (moved.current) focus(document.querySelector(`#${moved.current} input`));
        moved.current = null;
    }, [draft.inspectors]);
    const toggle = (id) => (is) => {
        moved.current = `inspector-${id}`;
        edit((one) => {
            const others = one.inspectors.filter((each) => each !== id);
            return { ...one, inspectors: is ? [...others, id] : others };
        });
    };
    const line = (person) => (
        <Tick
            key={person.id}
            id={`inspector-${person.id}`}
            label={person.name}
            checked={draft.inspectors.includes(person.id)}
            disabled={!draft.inspectors.includes(person.id) && !hasBadge(person, today)}
            onChecked={toggle(person.id)}
        >
            <span class={hasBadge(person, today) ? "muted badge" : "late badge"}>
                {badgeWords(person, today)}
            </span>
        </Tick>
    );
    const here = draft.inspectors
        .map((id) => people.find((person) => person.id === id))
        .filter(Boolean);
    const others = people.filter(({ id }) => !draft.inspectors.includes(id));
    return (
        <fieldset id="at-colleagues">
            <legend>{gettext("Inspectors: two at least")}</legend>
            {here.map(line)}
            <details open={here.length < 2}>
                <summary>{gettext("Who else came along")}</summary>
                {others.map(line)}
            </details>
        </fieldset>
    );
}

function badgeWords(person, today) {
    if (!person.badge_number) return gettext("no enforcement badge");
    const words = hasBadge(person, today)
        ? gettext("badge %(number)s, valid to %(day)s")
        : gettext("badge %(number)s, ran out on %(day)s");
    const { badge_number: number, badge_valid_to: until } = person;
    return interpolate(words, { number, day: until ?? "—" }, true);
}

function Place({ visit: { draft, set } }) {
    const again = async () => {
        const { point } = await locate();
        if (point) await set("point", point);
    };
    return (
        <p class="muted">
            {placeWords({ point: draft.point, waiting: !draft.point })}{" "}
            <button type="button" class="quiet" onClick={again}>
                {gettext("Take the place again")}
            </button>
        </p>
    );
}
