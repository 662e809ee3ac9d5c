/* A visit that nobody planned: at an enterprise of the round, or at a workshop that is new. */

import { Factory, Search } from "lucide";
import { useState } from "preact/hooks";

import { whatIsWrong } from "../rules/uscc.js";
import { Choices } from "../ui/choices.jsx";
import { Select, TextField } from "../ui/field.jsx";
import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { address } from "../ui/path.js";
import { matches } from "../ui/search.js";
import { inForce, titleOf, useBegin } from "./beginning.js";
import { Card } from "./card.jsx";
import { Going } from "./stop.jsx";

const KINDS = ["unplanned", "consultation", "work_group", "survey"];
const MOST = 30;

export function Begin({ phone, path: [where] }) {
    const found = useLive(async () => {
        const [about, cards, versions, rows] = await Promise.all([
            phone.taken.about(),
            phone.taken.enterprises(),
            phone.taken.checklists(),
            phone.records.all(),
        ]);
        return { about, cards, versions: inForce(versions), rows };
    }, [phone]);
    if (!found) return null;
    if (where === "new") return <NewWorkshop phone={phone} {...found} />;
    const card = found.cards.find(({ id }) => id === Number(where));
    return card ? (
        <AtCard phone={phone} card={card} {...found} />
    ) : (
        <Choose cards={found.cards} />
    );
}

function Choose({ cards }) {
    const [query, setQuery] = useState("");
    const fit = query.trim() ? cards.filter((card) => matches(query, card)) : cards;
    return (
        <>
            <h1>{gettext("Visit somebody else")}</h1>
            <label class="field search">
                <span>
                    <Icon of={Search} /> {gettext("Search what is on the phone")}
                </span>
                <input
                    type="search"
                    value={query}
                    placeholder={gettext("Name, address, code")}
                    onInput={(event) => setQuery(event.currentTarget.value)}
                />
            </label>
            <p role="status" class="muted">
                {interpolate(
                    ngettext("%(count)s found", "%(count)s found", fit.length),
                    { count: fit.length },
                    true,
                )}
            </p>
            <ul class="rows">
                {fit.slice(0, MOST).map((card) => (
                    <li key={card.id}>
                        <a class="row" href={address("begin", card.id)}>
                            <strong>{card.name}</strong>
                            <span class="muted">{card.address}</span>
                        </a>
                    </li>
                ))}
            </ul>
            <a class="button quiet wide" href={address("begin", "new")}>
                <Icon of={Factory} />
                {gettext("A workshop that is not in the register")}
            </a>
        </>
    );
}

function AtCard({ phone, card, about, versions, rows }) {
    return (
        <>
            <h1>{card.name}</h1>
            <Going rows={rows.filter(({ draft }) => draft?.enterprise === card.id)} about={about} />
            <What
                about={about}
                versions={versions}
                phone={phone}
                where={{ enterprise: card.id }}
            />
            <Card card={card} about={about} />
        </>
    );
}

function What({ phone, about, versions, where, blocked }) {
    const [begin, said] = useBegin(phone);
    const [kind, setKind] = useState(KINDS[0]);
    const [version, setVersion] = useState("");
    const names = new Map(about?.vocabularies?.kinds);
    const start = () =>
        begin({ ...where, kind, checklist_version: version === "" ? null : Number(version) });
    return (
        <>
            <Choices
                name="kind"
                legend={gettext("What for")}
                choices={KINDS.map((one) => [one, names.get(one) ?? one])}
                value={kind}
                onValue={setKind}
            />
            <Select
                label={gettext("Checklist")}
                empty={gettext("none: the visit is only written down")}
                choices={versions.map((one) => [one.id, titleOf(one)])}
                value={version}
                onValue={setVersion}
            />
            {blocked && (
                <p class="soon" role="status">
                    {blocked}
                </p>
            )}
            <p class="late" role="alert">
                {said}
            </p>
            <button type="button" class="wide reach" onClick={start} disabled={Boolean(blocked)}>
                {gettext("Begin")}
            </button>
        </>
    );
}

/* Who it says it is; the desk finds it a place in the register. The rest is asked in the record. */
function NewWorkshop({ phone, about, versions }) {
    const [party, setParty] = useState({ name: "", address: "", division: "" });
    const set = (name) => (value) => setParty({ ...party, [name]: value });
    const blocked = !party.name.trim()
        ? gettext("Say what the workshop is called.")
        : !party.division
          ? gettext("Say in which place the workshop lies.")
          : "";
    return (
        <>
            <h1>{gettext("A workshop that is not in the register")}</h1>
            <PartyFields party={party} set={set} about={about} brief />
            <What
                about={about}
                versions={versions}
                blocked={blocked}
                phone={phone}
                where={{ party: { ...NOBODY, ...party } }}
            />
        </>
    );
}

const NOBODY = { name: "", uscc: "", address: "", representative: "", phone: "", division: "" };

/* What is asked of a workshop; `set(name)(value)` keeps it. */
export function PartyFields({ party, set, about, brief = false }) {
    return (
        <>
            <TextField
                id="at-party-name"
                label={gettext("Name of the workshop")}
                value={party.name}
                onValue={set("name")}
                maxLength={200}
            />
            <Place divisions={about?.divisions ?? []} code={party.division} onCode={set("division")} />
            <TextField
                label={gettext("Address")}
                value={party.address}
                onValue={set("address")}
                maxLength={300}
            />
            {!brief && (
                <>
                    <TextField
                        label={gettext("Who runs it")}
                        value={party.representative}
                        onValue={set("representative")}
                        maxLength={60}
                    />
                    <TextField
                        label={gettext("Telephone")}
                        type="tel"
                        value={party.phone}
                        onValue={set("phone")}
                        maxLength={40}
                    />
                    <TextField
                        id="at-party-uscc"
                        label={gettext("Code on the licence")}
                        hint={gettext("18 characters; leave it empty where there is none")}
                        problem={whatIsWrong(party.uscc)}
                        value={party.uscc}
                        onValue={set("uscc")}
                        maxLength={24}
                        autocapitalize="characters"
                    />
                </>
            )}
        </>
    );
}

const TOWN = 9;

/* The town, then the village in it: no list that a thumb has to scroll for long. */
function Place({ divisions, code, onCode }) {
    const named = (found) => found.map(({ code: one, name }) => [one, name]);
    const towns = divisions.filter(({ level }) => level !== "village");
    const inTown = code.slice(0, TOWN);
    const town = towns.find((one) => one.level === "town" && one.code.startsWith(inTown));
    const villages = divisions.filter(
        (one) => one.level === "village" && code && one.code.startsWith(inTown),
    );
    return (
        <>
            <Select
                id="at-party-division"
                label={gettext("Town or street")}
                empty={gettext("choose")}
                choices={named(towns)}
                value={(code && town?.code) || code}
                onValue={onCode}
            />
            {villages.length > 0 && (
                <Select
                    label={gettext("Village or community")}
                    empty={gettext("not known")}
                    choices={named(villages)}
                    value={code === town?.code ? "" : code}
                    onValue={(village) => onCode(village || town.code)}
                />
            )}
        </>
    );
}
