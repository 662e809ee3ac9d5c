/* A visit as it is handed in, and what it lacks until then.

   The same rules as inspections/packets.py and services/visit_rules.py, said before the party has
   gone; docs/visit-packet.md describes the packet. */

import { asksForPhoto, fails, given, isAnswered, itemsOf, numberOf } from "./answers.js";
import { packed, sampleLacks } from "./sample.js";
import { normalise, whatIsWrong } from "./uscc.js";

/* Whoever was not met or had nothing to show was not asked the checklist's questions. */
const NOT_LOOKED_AT = ["not_carried_on", "unreachable", "uncooperative", "gone"];
export const NOBODY_THERE = ["not_carried_on", "unreachable", "gone"];
export const NO_PROBLEM = "no_problem";
export const REINSPECTION = "reinspection";

/* A visit of which nothing is written yet. */
export const blank = (known) => ({
    kind: "unplanned",
    errand: null,
    stop: null,
    enterprise: null,
    party: null,
    checklist_version: null,
    started_at: null,
    ended_at: null,
    place: "",
    point: null,
    inspectors: [],
    present: "",
    witness: "",
    rights_told: false,
    summary: "",
    outcome: "",
    disposition: "none",
    signature_refused: "",
    answers: {},
    reinspected: {},
    proposals: [],
    samples: [],
    step: "who",
    ...known,
});

export const photosOf = (parts) => parts.filter(({ kind }) => kind === "photo").sort(byMoment);
/* Those of the record itself; a sampling sheet has its own. */
export const signaturesOf = (parts) =>
    parts.filter(({ kind, sample }) => kind === "signature" && !sample).sort(byMoment);

const byMoment = (one, other) =>
    String(one.taken_at ?? "").localeCompare(String(other.taken_at ?? "")) ||
    one.sha256.localeCompare(other.sha256);

/* What is handed in. What a visit does not have is not mentioned: an empty list says nothing. */
export function packet(draft, parts, checklist = null, reinspection = null) {
    const items = itemsOf(checklist);
    return {
        ...pick(draft, [
            "kind",
            "errand",
            "checklist_version",
            "started_at",
            "ended_at",
            "point",
            "inspectors",
            "rights_told",
            "outcome",
            "disposition",
        ]),
        ...trimmed(draft, ["place", "present", "witness"]),
        summary: summaryOf(draft, reinspection),
        // Whoever signed did not refuse, whatever was written before.
        signature_refused: signedBy(parts, "party") ? "" : draft.signature_refused.trim(),
        answers: answersOf(draft, items),
        photos: photosOf(parts).map((part, n) => ({
            ...pick(part, ["sha256", "taken_at", "point", "item"]),
            ...said(part, ["order_item", "sample"]),
            ...said(part.claims ?? {}, ["original_sha256"]),
            ...claimsOf(part),
            caption: captionOf(part, items, n),
        })),
        signatures: parts
            .filter(({ kind }) => kind === "signature")
            .sort(byMoment)
            .map((part) => ({
                ...pick(part, ["sha256", "role", "name"]),
                ...said(part, ["sample"]),
            })),
        ...partyOf(draft),
        ...listed({
            on_paper: onPaperOf(draft),
            reinspected: reinspectedOf(draft),
            proposals: draft.proposals.map(({ item, text, days, due_on }) => ({
                item: item ?? null,
                text: text.trim(),
                days: days || null,
                due_on: due_on ?? null,
            })),
            samples: draft.samples.map(packed),
        }),
    };
}

/* What was found in words; of a re-inspection first what became of each item, for the paper. */
export function summaryOf(draft, reinspection) {
    const lines = (reinspection?.items ?? [])
        .map(({ id, text }) => [text, draft.reinspected[id]])
        .filter(([, found]) => typeof found?.passed === "boolean")
        .map(([text, { passed, finding }], n) => {
            const words = finding?.trim() ? `（${finding.trim()}）` : "";
            return `复查项目${n + 1}：${text}：${passed ? "已改正" : "未改正"}${words}。`;
        });
    return [...lines, draft.summary.trim()].filter(Boolean).join("\n");
}

/* One of the register, or one that the desk will find a place for. */
function partyOf({ enterprise, party }) {
    if (enterprise !== null) return { enterprise };
    const names = ["name", "uscc", "address", "representative", "phone", "division"];
    return { enterprise, party: { ...trimmed(party, names), uscc: normalise(party.uscc) } };
}

/* What the camera itself said of a photo, apart from what the record says of it. */
function claimsOf({ claims = {} }) {
    const told = said(claims, ["exif_time", "exif_point", "original_size"]);
    return Object.keys(told).length ? { claims: told } : {};
}

/* Who of the inspectors signs in ink and not on the glass, and why. */
export const onPaperOf = ({ inspectors, on_paper: reasons = {} }) =>
    inspectors
        .map((inspector) => ({ inspector, reason: reasons[inspector]?.trim() }))
        .filter(({ reason }) => reason);

const said = (from, names) =>
    Object.fromEntries(names.filter((name) => from[name] != null).map((name) => [name, from[name]]));
const listed = (lists) =>
    Object.fromEntries(Object.entries(lists).filter(([, rows]) => rows.length > 0));
const pick = (from, names) =>
    Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
const trimmed = (from, names) =>
    Object.fromEntries(names.map((name) => [name, (from[name] ?? "").trim()]));

/* What a photo is called on paper: its own words, the question that it answers, or its number. */
export function captionOf(part, items, n) {
    const shown = items.find(({ key }) => key === part.item);
    return (part.caption?.trim() || shown?.text || `照片${n + 1}`).slice(0, 200);
}

function answersOf(draft, items) {
    return items
        .filter((item) => isAnswered(item, draft.answers[item.key]))
        .map((item) => {
            const answer = draft.answers[item.key];
            const value = given(item, answer);
            const said =
                value === "na" || item.answer === "verdict"
                    ? { verdict: value }
                    : item.answer === "number"
                      ? { number: numberOf(answer) }
                      : { text: value };
            return { item: item.key, ...said, note: (answer.note ?? "").trim() };
        });
}

const reinspectedOf = (draft) =>
    Object.entries(draft.reinspected)
        .filter(([, { passed }]) => typeof passed === "boolean")
        .map(([item, { passed, finding }]) => ({
            item: Number(item),
            passed,
            finding: (finding ?? "").trim(),
        }));

const signedBy = (parts, role) => signaturesOf(parts).some((part) => part.role === role);

/* What is still missing, in words: {where: [step, place on it], words}.

   `known`: people (oneself and colleagues), the day as the office counts it, the re-inspection, the
   sampling plans, and the words that are signed. */
export function missing(draft, checklist, parts, known = {}) {
    const lacks = [];
    const say = (step, place, words) => lacks.push({ where: [step, place], words });
    whoIsThere(draft, known, say);
    if (draft.kind === REINSPECTION) whatWasReinspected(draft, known.reinspection, say);
    if (summaryOf(draft, known.reinspection).length > LONGEST_SUMMARY) {
        say("findings", "summary", gettext("What was found is too long: 5,000 characters at most."));
    }
    whatWasAsked(draft, checklist, parts, say);
    whatWasShown(parts, say);
    whatWasSampled(draft, parts, known, say);
    whatCameOut(draft, checklist, say);
    whoSigned(draft, parts, known, say);
    return lacks;
}

function whoIsThere(draft, { people = [], on }, say) {
    if (draft.enterprise === null && !draft.party?.name?.trim()) {
        say("who", "party-name", gettext("Say what the workshop is called."));
    }
    if (draft.party && !draft.party.division) {
        say("who", "party-division", gettext("Say in which place the workshop lies."));
    }
    const wrong = draft.party && whatIsWrong(draft.party.uscc);
    if (wrong) say("who", "party-uscc", wrong);
    if (new Set(draft.inspectors).size < 2) {
        // 行政处罚法 42: no fewer than two.
        say("who", "colleagues", gettext("Two inspectors carry out a visit; choose who is with you."));
    }
    for (const id of draft.inspectors) {
        const person = people.find((each) => each.id === id);
        if (person && on && !hasBadge(person, on)) {
            const words = gettext("%(name)s has no enforcement badge that is valid today.");
            say("who", "colleagues", interpolate(words, { name: person.name }, true));
        }
    }
    if (!draft.rights_told && !NOBODY_THERE.includes(draft.outcome)) {
        say("who", "rights", gettext("Tell the party its rights and tick that you did."));
    }
}

export const hasBadge = (person, on) => Boolean(person.badge_number) && person.badge_valid_to >= on;

const isCutShort = ({ disposition, outcome }) =>
    disposition === "stopped" || NOT_LOOKED_AT.includes(outcome);

function whatWasReinspected(draft, reinspection, say) {
    if (isCutShort(draft) && reinspectedOf(draft).length === 0) return;
    for (const { id, text } of reinspection?.items ?? []) {
        const found = draft.reinspected[id];
        if (typeof found?.passed !== "boolean") {
            const words = gettext("“%(item)s”: put right or not?");
            say("reinspect", `item-${id}`, interpolate(words, { item: text }, true));
        } else if (!found.passed && !found.finding?.trim()) {
            const words = gettext("“%(item)s” is not put right: say what you found.");
            say("reinspect", `item-${id}`, interpolate(words, { item: text }, true));
        }
    }
}

function whatWasAsked(draft, checklist, parts, say) {
    const shown = new Set(photosOf(parts).map((part) => part.item));
    for (const item of itemsOf(checklist)) {
        const answer = draft.answers[item.key];
        const name = { item: item.text };
        if (!isAnswered(item, answer)) {
            if (isMistyped(item, answer)) {
                const words = gettext("“%(item)s”: this is not a number of at most four decimals.");
                say("checklist", item.key, interpolate(words, name, true));
            } else if (!isCutShort(draft)) {
                const words = gettext("“%(item)s” is not answered.");
                say("checklist", item.key, interpolate(words, name, true));
            }
        } else if (asksForPhoto(item, answer) && !shown.has(item.key)) {
            const words = gettext("“%(item)s” asks for a photo.");
            say("checklist", item.key, interpolate(words, name, true));
        }
    }
}

const MOST_PHOTOS = 200;

/* A photo is sent as it was scaled; one that cannot be read is no photo. */
function whatWasShown(parts, say) {
    if (photosOf(parts).length > MOST_PHOTOS) {
        say("photos", "photos", gettext("A visit has 200 photos at most: delete some."));
    }
    const raw = photosOf(parts).filter((part) => part.raw);
    if (raw.some((part) => part.problem)) {
        say("photos", "photos", gettext("A photo cannot be read: delete it or take it again."));
    } else if (raw.length) {
        say("photos", "photos", gettext("Photos are still being prepared; a moment."));
    }
}

function whatWasSampled(draft, parts, { plans = [] }, say) {
    draft.samples.forEach((sample, n) => {
        const lacks = sampleLacks(sample, {
            inspectors: draft.inspectors,
            signed: parts.some((part) => part.sample === sample.uuid && part.role === "party"),
            plan: plans.find(({ id }) => id === sample.plan),
        });
        if (lacks.length) {
            const words = gettext("The sampling sheet of “%(product)s” is not complete.");
            const product = sample.product.trim() || n + 1;
            say("samples", sample.uuid, interpolate(words, { product }, true));
        }
    });
}

const isMistyped = (item, answer) =>
    item.answer === "number" && String(answer?.number ?? "").trim() !== "";

function whatCameOut(draft, checklist, say) {
    const failed = itemsOf(checklist).filter((item) => fails(item, draft.answers[item.key]));
    const notRight = reinspectedOf(draft).filter(({ passed }) => !passed);
    const count = failed.length + notRight.length;
    if (!draft.outcome) {
        say("findings", "outcome", gettext("Say what came out of the visit."));
    } else if (count && draft.outcome === NO_PROBLEM) {
        const words = ngettext(
            "“No problem” is not the outcome where %(count)s item fails.",
            "“No problem” is not the outcome where %(count)s items fail.",
            count,
        );
        say("findings", "outcome", interpolate(words, { count }, true));
    }
    const keys = new Set(failed.map(({ key }) => key));
    draft.proposals.forEach((proposal, n) => {
        const words = whatProposalLacks(proposal, keys);
        if (words) say("findings", `proposal-${n}`, words);
    });
    if (draft.ended_at && draft.ended_at < draft.started_at) {
        say("read", "ended", gettext("A visit does not end before it begins."));
    }
    if (!draft.ended_at) {
        say("read", "ended", gettext("Read the record back; that says when the visit ended."));
    }
}

const LONGEST_TERM = 365;
const LONGEST_SUMMARY = 5000;

function whatProposalLacks({ item, text, days }, failed) {
    if (!text.trim()) return gettext("Say what is to be put right, or take it out.");
    if (item !== null && !failed.has(item)) {
        const words = gettext("“%(text)s” is proposed for an item that does not fail: take it out.");
        return interpolate(words, { text: text.trim() }, true);
    }
    if (days && days > LONGEST_TERM) return gettext("A term has 365 days at most.");
    return "";
}

/* 行政处罚法 55: the party signs, or the record says why not. */
function whoSigned(draft, parts, { people = [], words }, say) {
    const signatures = signaturesOf(parts);
    for (const id of draft.inspectors.slice(0, 2)) {
        const name = people.find((person) => person.id === id)?.name;
        const isOnPaper = draft.on_paper?.[id];
        const isSigned = signatures.some((each) => each.role === "inspector" && each.name === name);
        if (name && !isSigned && !isOnPaper) {
            const said = gettext("%(name)s has not signed.");
            say("sign", `inspector-${id}`, interpolate(said, { name }, true));
        }
    }
    const isRefused = draft.signature_refused.trim() !== "";
    if (!signedBy(parts, "party") && !isRefused && !NOBODY_THERE.includes(draft.outcome)) {
        say("sign", "party", gettext("The party signs, or you write why it does not."));
    }
    // What was signed is what was read: whoever changes a word afterwards has it signed again.
    if (signatures.length && words !== undefined && draft.signed_words !== words) {
        say(
            "sign",
            "changed",
            gettext("The record was changed after it was signed: read it back and sign it again."),
        );
    }
}
