/* A visit being written: its steps, what is still missing, and whether the disk has it all. */

import { ChevronRight } from "lucide";
import { useEffect, useRef } from "preact/hooks";

import { signedText } from "../rules/minutes.js";
import { REINSPECTION, missing } from "../rules/packet.js";
import { DRAFT } from "../store/records.js";
import { dayOf } from "../ui/dates.js";
import { Icon } from "../ui/icon.jsx";
import { useRecord } from "../ui/keeping.js";
import { Kept } from "../ui/kept.jsx";
import { useLive } from "../ui/live.js";
import { address, go } from "../ui/path.js";
import { locate } from "../ui/place.js";
import { Lacks, missingWords, show } from "./lacks.jsx";
import { Reinspect } from "./reinspect.jsx";
import { Samples } from "./sample.jsx";
import { Who } from "./visit_who.jsx";
import { Checklist } from "./visit_checklist.jsx";
import { Findings } from "./visit_findings.jsx";
import { PhotosOfVisit } from "./visit_photos.jsx";
import { Read } from "./visit_read.jsx";
import { Sign } from "./visit_sign.jsx";

const STEPS = [
    ["who", () => gettext("Who"), Who],
    ["reinspect", () => gettext("Re-inspection"), OfReinspection],
    ["checklist", () => gettext("Checklist"), Checklist],
    ["photos", () => gettext("Photos"), PhotosOfVisit],
    ["samples", () => gettext("Samples"), OfSamples],
    ["findings", () => gettext("Findings"), Findings],
    ["read", () => gettext("Read back"), Read],
    ["sign", () => gettext("Sign and hand in"), Sign],
];

function OfReinspection({ visit }) {
    return (
        <>
            <Lacks visit={visit} of="reinspect" />
            <Reinspect phone={visit.phone} record={visit} />
        </>
    );
}

function OfSamples({ visit }) {
    return (
        <>
            <Lacks visit={visit} of="samples" />
            <Samples phone={visit.phone} record={visit} />
        </>
    );
}

export function Visit({ phone, path: [uuid, wanted, place] }) {
    const record = useRecord(phone, uuid);
    const { row, draft } = record;
    const known = useLive(() => row && draft && factsOf(phone, uuid, draft), [
        phone,
        uuid,
        Boolean(draft),
        draft?.enterprise,
        draft?.checklist_version,
    ]);
    if (row === null) return <Gone />;
    if (!draft || !known) return null;
    const visit = { phone, uuid, ...record, ...known, ...judged(draft, known) };
    return <Record visit={visit} wanted={wanted} place={place} />;
}

/* What the record leans on, as it was taken along. */
async function factsOf(phone, uuid, draft) {
    const { taken, records } = phone;
    const [about, card, version, versions, parts, stop] = await Promise.all([
        taken.about(),
        draft.enterprise === null ? null : taken.enterprise(draft.enterprise),
        draft.checklist_version === null ? null : taken.checklist(draft.checklist_version),
        taken.checklists(),
        records.parts(uuid),
        taken.stopOf(draft),
    ]);
    const people = about ? [about.me, ...about.colleagues] : [phone.person];
    return { about, card, version: version ?? null, versions, parts, stop, people };
}

/* What follows from the draft: pure, and so quick that every stroke may ask for it. */
function judged(draft, { about, card, version, parts, stop, people }) {
    // The office's clock counts the days; what the phone claims of times stands beside it.
    const today = dayOf(Date.now() + (about?.skew ?? 0));
    const began = dayOf(draft.started_at);
    const on = began < today ? began : today;
    const party = card ?? draft.party ?? { name: "", address: "" };
    const reinspection = stop?.reinspection;
    const facts = { party, people, checklist: version, parts, reinspection };
    const words = signedText(draft, facts);
    const lacks = missing(draft, version, parts, {
        people,
        on,
        reinspection,
        plans: about?.sampling_plans,
        words,
    });
    return { today, on, party, facts, words, lacks };
}

function Gone() {
    return (
        <div class="empty">
            <h1>{gettext("This record is not on this phone.")}</h1>
            <a class="button" href={address("records")}>
                {gettext("To the records")}
            </a>
        </div>
    );
}

function Record({ visit, wanted, place }) {
    const { uuid, row, draft, party, about, set, edit } = visit;
    const isDraft = row.state === DRAFT;
    const steps = STEPS.filter(([name]) => isAsked(name, draft));
    const [name, , Step] = steps.find(([one]) => one === (wanted ?? draft.step)) ?? steps[0];

    useEffect(() => {
        // From now on the address says the step: another tab may be at another. Whoever went
        // elsewhere before this was drawn is not called back.
        const here = location.hash === address("visit", uuid);
        if (isDraft && !wanted && here) location.replace(address("visit", uuid, name));
    }, [uuid]);
    useEffect(() => {
        if (isDraft && draft.step !== name) set("step", name);
    }, [name, isDraft]);
    useEffect(() => {
        if (isDraft && !draft.point) placeOnce(edit);
    }, [uuid]);
    // Whoever goes to another step stands before it, not before the bar of all steps again.
    const page = useRef();
    const stood = useRef(name);
    useEffect(() => {
        if (stood.current !== name) page.current?.focus({ preventScroll: true });
        stood.current = name;
        if (place) show(place);
    }, [name, place]);

    if (!isDraft) return <HandedIn visit={visit} />;
    const kind = new Map(about?.vocabularies?.kinds).get(draft.kind) ?? draft.kind;
    const next = steps[steps.findIndex(([one]) => one === name) + 1];
    return (
        <div class="visit">
            <h1>{party.name || gettext("A new workshop")}</h1>
            <div class="visit__line">
                <span class="state state--info">{kind}</span>
                <Kept record={visit} />
            </div>
            <StepBar visit={visit} steps={steps} current={name} />
            <section class="step" aria-label={labelOf(steps, name)} tabindex="-1" ref={page}>
                <Step visit={visit} />
            </section>
            {next && (
                <a class="button wide reach" href={address("visit", uuid, next[0])}>
                    {interpolate(gettext("On to: %(step)s"), { step: next[1]() }, true)}
                    <Icon of={ChevronRight} />
                </a>
            )}
        </div>
    );
}

const isAsked = (name, { kind }) => name !== "reinspect" || kind === REINSPECTION;
const labelOf = (steps, name) => steps.find(([one]) => one === name)[1]();

/* Where the visit was is asked for once, and never waited for. */
async function placeOnce(edit) {
    const { point } = await locate();
    if (point) edit((draft) => (draft.point ? draft : { ...draft, point }));
}

/* The keyboard's step comes into sight whole; under a finger that presses, nothing moves. */
const follow = ({ target }) =>
    target.matches(":focus-visible") &&
    target.scrollIntoView({ block: "nearest", inline: "center" });

function StepBar({ visit: { uuid, lacks }, steps, current }) {
    useEffect(() => {
        document.querySelector(".steps [aria-current]")?.scrollIntoView({
            block: "nearest",
            inline: "center",
        });
    }, [current]);
    return (
        <nav
            class="steps"
            aria-label={gettext("Steps of the record")}
            onFocusCapture={follow}
        >
            {steps.map(([name, label]) => {
                const left = lacks.filter(({ where }) => where[0] === name).length;
                return (
                    <a
                        key={name}
                        href={address("visit", uuid, name)}
                        aria-current={name === current ? "step" : undefined}
                    >
                        {label()}
                        {left > 0 && (
                            <>
                                <span class="left" aria-hidden="true">
                                    {left}
                                </span>
                                <span class="visually-hidden">{missingWords(left)}</span>
                            </>
                        )}
                    </a>
                );
            })}
        </nav>
    );
}

/* Handed in: to be read, not written. What became of it is said under Records. */
function HandedIn({ visit }) {
    useEffect(() => {
        document.getElementById("page")?.focus({ preventScroll: true });
    }, []);
    return (
        <div class="visit">
            <h1>{visit.party.name}</h1>
            <p role="status" class="good">
                {gettext("Handed in: every word is fixed.")}
            </p>
            <Read visit={visit} readOnly />
            <div class="pair">
                <button type="button" class="quiet" onClick={() => go("records")}>
                    {gettext("To the records")}
                </button>
                <button type="button" onClick={() => go("")}>
                    {gettext("To the round")}
                </button>
            </div>
        </div>
    );
}
