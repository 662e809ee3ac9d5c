/* Signatures of two inspectors and the party, or why it does not sign; then the record is handed in. */

import { Eraser, PenLine, Send } from "lucide";
import { useState } from "preact/hooks";

import { packet, signaturesOf } from "../rules/packet.js";
import { isFull } from "../store/photos.js";
import { Doing } from "../ui/doing.jsx";
import { TextField } from "../ui/field.jsx";
import { Icon } from "../ui/icon.jsx";
import { address } from "../ui/path.js";
import { Signature } from "../ui/signature.jsx";
import { Lacks } from "./lacks.jsx";

export function Sign({ visit }) {
    const { uuid, draft, parts, people, words } = visit;
    const signers = draft.inspectors
        .slice(0, 2)
        .map((id) => people.find((person) => person.id === id))
        .filter(Boolean);
    const isStale = signaturesOf(parts).length > 0 && draft.signed_words !== words;
    return (
        <>
            <p>
                <a class="back" href={address("visit", uuid, "read")}>{gettext("Read the record again")}</a>
            </p>
            {isStale ? (
                <Stale visit={visit} />
            ) : (
                <>
                    {signers.map((person) => (
                        <InspectorSigns key={person.id} visit={visit} person={person} />
                    ))}
                    <PartySigns visit={visit} />
                </>
            )}
            <HandIn visit={visit} />
        </>
    );
}

/* What is signed is what was read: with the first signature the words are held fast. */
const holding = (words) => (draft) => ({ ...draft, signed_words: words });

function InspectorSigns({ visit: { phone, uuid, draft, edit, words }, person }) {
    const reason = draft.on_paper?.[person.id];
    const signOnPaper = (why) =>
        edit((one) => ({ ...one, on_paper: { ...one.on_paper, [person.id]: why } }));
    return (
        <div id={`at-inspector-${person.id}`}>
            {reason ? (
                <div class="card">
                    <p>
                        {interpolate(
                            gettext("%(name)s signs on paper: %(reason)s"),
                            { name: person.name, reason },
                            true,
                        )}
                    </p>
                    <button type="button" class="quiet" onClick={() => signOnPaper(undefined)}>
                        <Icon of={PenLine} />
                        {gettext("Sign on the phone after all")}
                    </button>
                </div>
            ) : (
                <Signature
                    phone={phone}
                    uuid={uuid}
                    role="inspector"
                    name={person.name}
                    onKept={() => edit(holding(words))}
                    onPaper={signOnPaper}
                />
            )}
        </div>
    );
}

function PartySigns({ visit: { phone, uuid, draft, parts, set, edit, words } }) {
    const signed = signaturesOf(parts).find(({ role }) => role === "party");
    const name = signed?.name ?? (draft.signer ?? nameIn(draft.present)).trim();
    return (
        <div id="at-party">
            <h2>{gettext("The party")}</h2>
            {!signed && (
                <TextField
                    label={gettext("Who signs for the party")}
                    value={draft.signer ?? nameIn(draft.present)}
                    onValue={(value) => set("signer", value)}
                    maxLength={60}
                />
            )}
            {name && !draft.signature_refused.trim() && (
                <Signature
                    phone={phone}
                    uuid={uuid}
                    role="party"
                    name={name}
                    onKept={() => edit(holding(words))}
                />
            )}
            {!signed && (
                <>
                    <TextField
                        label={gettext("Or: why the party does not sign")}
                        hint={gettext("Refused, nobody there, signs on paper … (Administrative Penalty Law 55)")}
                        value={draft.signature_refused}
                        onValue={(value) => set("signature_refused", value)}
                        maxLength={200}
                    />
                    {draft.signature_refused.trim() ? (
                        <WitnessSigns phone={phone} uuid={uuid} draft={draft} />
                    ) : (
                        <div class="pair" lang="zh-Hans">
                            {REFUSALS.map((reason) => (
                                <button
                                    key={reason}
                                    type="button"
                                    class="quiet"
                                    onClick={() => set("signature_refused", reason)}
                                >
                                    {reason}
                                </button>
                            ))}
                        </div>
                    )}
                </>
            )}
        </div>
    );
}

/* Who saw that the party refused; invited where there is one. */
function WitnessSigns({ phone, uuid, draft }) {
    const name = nameIn(draft.witness).trim();
    if (!name) {
        return (
            <p class="muted">
                <a href={address("visit", uuid, "who")}>{gettext("Name a witness, if there is one.")}</a>
            </p>
        );
    }
    return <Signature phone={phone} uuid={uuid} role="witness" name={name} />;
}

/* As they stand on paper; whatever else it is, is typed. */
const REFUSALS = ["当事人拒绝签名", "当事人不在场", "当事人在纸质笔录上签名"];

/* "梁启衡（法定代表人）": the name without the position. */
const nameIn = (present) => present.split(/[（(，,、\s]/)[0].slice(0, 60);

/* A word was changed after somebody signed: nobody has signed this. */
function Stale({ visit: { phone, uuid, parts, edit } }) {
    const again = async () => {
        for (const { sha256 } of signaturesOf(parts)) await phone.records.dropPart(uuid, sha256);
        await edit((draft) => ({ ...draft, signed_words: undefined }));
    };
    return (
        <div class="card" id="at-changed">
            <p class="late" role="alert">
                {gettext("The record was changed after it was signed. Read it back and have it signed again; the old signatures are taken away.")}
            </p>
            <button type="button" class="wide" onClick={again}>
                <Icon of={Eraser} />
                {gettext("Take the old signatures away")}
            </button>
        </div>
    );
}

function HandIn({ visit }) {
    const { phone, uuid, lacks, keep } = visit;
    const [said, setSaid] = useState("");
    const [busy, setBusy] = useState(false);
    const handIn = async () => {
        setBusy(true);
        setSaid("");
        try {
            const problem = await sealed(phone, uuid, visit, keep);
            if (problem) setSaid(problem);
            else navigator.vibrate?.([30, 60, 30]);
        } catch (error) {
            setSaid(
                isFull(error)
                    ? gettext("The phone is full: the record is not handed in and stays a draft. Free some space, then hand it in.")
                    : interpolate(gettext("Not handed in: %(why)s"), { why: error.message }, true),
            );
        }
        setBusy(false);
    };
    return (
        <section class="hand-in" aria-label={gettext("Hand in")}>
            <h2>{gettext("Hand in")}</h2>
            <Lacks visit={visit} />
            {!lacks.length && (
                <p class="muted">
                    {gettext("After this nothing in it changes any more. It is sent as soon as there is signal.")}
                </p>
            )}
            <p class="late" role="alert">
                {said}
            </p>
            <Doing class="wide" busy={busy} onClick={handIn} disabled={lacks.length > 0}>
                <Icon of={Send} />
                {busy ? gettext("Handing in …") : gettext("Hand in")}
            </Doing>
        </section>
    );
}

/* The words are fixed once the disk has all of them and every photo is what will be sent. */
async function sealed(phone, uuid, { version, stop }, keep) {
    if (!(await keep())) return gettext("The last words are not kept yet; keep them first.");
    const raw = await phone.photos.settled(uuid);
    if (raw.length) {
        return gettext("Some photos could not be prepared. Look at them under Photos: take them again or delete them.");
    }
    const [row, parts] = await Promise.all([phone.records.one(uuid), phone.records.parts(uuid)]);
    await phone.records.seal(uuid, packet(row.draft, parts, version, stop?.reinspection));
    return "";
}
