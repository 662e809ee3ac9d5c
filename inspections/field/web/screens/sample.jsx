/* Sampling sheets (抽样单) of a visit: filled in where the goods are, sealed and signed. */

import { ChevronLeft, FlaskConical, Plus } from "lucide";
import { useState } from "preact/hooks";

import { blankSample, hasNoBackup, sampleLacks } from "../rules/sample.js";
import { originalOf } from "../store/photos.js";
import { DRAFT } from "../store/records.js";
import { Choices } from "../ui/choices.jsx";
import { Select, TextField } from "../ui/field.jsx";
import { Icon } from "../ui/icon.jsx";
import { Kept } from "../ui/kept.jsx";
import { useRecord } from "../ui/keeping.js";
import { useLive } from "../ui/live.js";
import { address, go } from "../ui/path.js";
import { Photos } from "../ui/photos.jsx";
import { GAP } from "../ui/sentences.js";
import { Signature } from "../ui/signature.jsx";
import { Delete } from "../ui/sure.jsx";
import { missingWords } from "./lacks.jsx";

/* As many as a packet takes. */
const MOST = 20;

/* On the page of the visit: the sheets there are, and a way to begin one. */
export function Samples({ phone, record }) {
    const { row, draft, edit } = record;
    const known = useLive(() => knownOf(phone, row.uuid), [phone, row.uuid]);
    const sheets = draft.samples ?? [];
    const isOpen = row.state === DRAFT;
    if (!known || (!isOpen && !sheets.length)) return null;
    const begin = async () => {
        const sheet = blankSample(crypto.randomUUID());
        const isKept = await edit((before) => ({
            ...before,
            samples: [...(before.samples ?? []), sheet],
        }));
        if (isKept) go("sample", row.uuid, sheet.uuid);
    };
    return (
        <>
            <h2>{gettext("Samples")}</h2>
            <ul class="rows">
                {sheets.map((sheet, n) => (
                    <li key={sheet.uuid}>
                        <a
                            id={`at-${sheet.uuid}`}
                            class="row"
                            href={address("sample", row.uuid, sheet.uuid)}
                        >
                            <strong>{sheet.product || sheetName(n + 1)}</strong>
                            <SheetState lacks={lacksOf(sheet, draft, known)} />
                        </a>
                    </li>
                ))}
            </ul>
            {isOpen && sheets.length < MOST && (
                <button type="button" class="quiet wide" onClick={begin}>
                    <Icon of={Plus} />
                    {gettext("Add a sampling sheet")}
                </button>
            )}
        </>
    );
}

/* One sheet: `#/sample/<record>/<sheet>`. */
export function Sample({ phone, path: [uuid, key] }) {
    const record = useRecord(phone, uuid);
    const known = useLive(() => knownOf(phone, uuid), [phone, uuid]);
    if (!known || record.row === undefined) return null;
    const { row, draft } = record;
    const sheet = draft?.samples?.find((each) => each.uuid === key);
    if (!sheet) return <p>{gettext("There is no such sampling sheet on this phone.")}</p>;
    const lacks = lacksOf(sheet, draft, known);
    return (
        <>
            {row.state !== DRAFT && (
                <a class="back" href={address("visit", uuid)}>
                    <Icon of={ChevronLeft} />
                    {gettext("Back to the visit")}
                </a>
            )}
            <h1>
                <Icon of={FlaskConical} /> {gettext("Sampling sheet")}
            </h1>
            <p>{known.card?.name ?? draft.party?.name}</p>
            {row.state === DRAFT ? (
                <>
                    <Kept record={record} />
                    <Form
                        phone={phone}
                        record={record}
                        sheet={sheet}
                        known={known}
                        lacks={Object.fromEntries(lacks)}
                    />
                    <Summary lacks={lacks} />
                    <Remove phone={phone} record={record} sheet={sheet} parts={known.parts} />
                    <a class="button wide reach" href={address("visit", uuid)}>
                        <Icon of={ChevronLeft} />
                        {gettext("Back to the visit")}
                    </a>
                </>
            ) : (
                <Written sheet={sheet} about={known.about} />
            )}
        </>
    );
}

async function knownOf(phone, uuid) {
    const [row, parts, about] = await Promise.all([
        phone.records.one(uuid),
        phone.records.parts(uuid),
        phone.taken.about(),
    ]);
    const enterprise = row?.draft.enterprise;
    const card = enterprise == null ? null : await phone.taken.enterprise(enterprise);
    const people = [about?.me, ...(about?.colleagues ?? [])].filter(Boolean);
    return { parts, about, card, people };
}

function lacksOf(sheet, draft, { parts, about }) {
    return sampleLacks(sheet, {
        inspectors: draft.inspectors,
        signed: parts.some((part) => part.sample === sheet.uuid && part.role === "party"),
        plan: about?.sampling_plans?.find(({ id }) => id === sheet.plan),
    });
}

const sheetName = (n) => interpolate(gettext("Sampling sheet %(n)s"), { n }, true);

function SheetState({ lacks }) {
    if (!lacks.length) return <span class="state state--good">{gettext("complete")}</span>;
    return <span class="state state--soon">{missingWords(lacks.length)}</span>;
}

function Form({ phone, record, sheet, known: { about, card, people }, lacks }) {
    const { row, draft, edit } = record;
    const write = (marks) =>
        edit((before) => ({
            ...before,
            samples: before.samples.map((each) =>
                each.uuid === sheet.uuid ? { ...each, ...marks } : each,
            ),
        }));
    const line = (name, label, more = {}) => (
        <TextField
            key={name}
            label={label}
            value={sheet[name]}
            problem={sheet[name]?.trim() && lacks[name]}
            maxLength={200}
            onValue={(text) => write({ [name]: text })}
            {...more}
        />
    );
    const number = (name, label, more = {}) =>
        line(name, label, { inputmode: "decimal", maxLength: 12, ...more });
    const plans = about?.sampling_plans ?? [];
    const products = card?.products ?? [];
    const choosePlan = (id) => {
        const plan = plans.find((each) => String(each.id) === id);
        if (!plan) return write({ plan: null });
        return write({
            plan: plan.id,
            product: plan.product,
            standard: plan.standard || sheet.standard,
        });
    };
    const writeProduct = (product) => {
        const standard = products.find(({ name }) => name === product)?.standard;
        // The product's own standard, unless another was written already.
        return write({ product, ...(!sheet.standard && standard && { standard }) });
    };
    return (
        <>
            <RefusedSampling sheet={sheet} about={about} write={write} />
            {plans.length > 0 && (
                <Select
                    label={gettext("Sampling plan")}
                    empty={gettext("Without a plan")}
                    choices={plans.map(({ id, name }) => [id, name])}
                    value={sheet.plan}
                    onValue={choosePlan}
                />
            )}
            {line("product", gettext("Product"), {
                maxLength: 80,
                list: "products",
                onValue: writeProduct,
            })}
            <Known id="products" values={products.map(({ name }) => name)} />
            <Known id="units" values={UNITS} />
            {!sheet.refusal && (
                <>
                    {line("model", gettext("Model or specification"), { maxLength: 80 })}
                    {line("trademark", gettext("Trademark"), { maxLength: 80 })}
                    {line("batch", gettext("Batch"), { maxLength: 60 })}
                    {line("made_on", gettext("Made on"), { type: "date" })}
                    {line("standard", gettext("Standard"), { maxLength: 60 })}
                    {line("producer_name", gettext("Producer named on the goods"))}
                    {line("producer_address", gettext("Producer's address"), { maxLength: 300 })}
                    <h2>{gettext("What was taken")}</h2>
                    {line("unit", gettext("Unit"), { maxLength: 10, list: "units" })}
                    {number("base_quantity", gettext("Drawn from so many"), {
                        hint: gettext("What was there for sale"),
                    })}
                    {number("sample_quantity", gettext("Sample for testing"))}
                    {number("backup_quantity", gettext("Backup sample"), {
                        hint:
                            hasNoBackup(sheet) &&
                            gettext("Without a backup sample nothing can be re-tested."),
                    })}
                    <Choices
                        name="place"
                        legend={gettext("Place")}
                        choices={about?.vocabularies?.sample_places ?? []}
                        value={sheet.place}
                        onValue={(place) => write({ place })}
                    />
                    {line("place_detail", gettext("Where exactly"))}
                    {line("seals", gettext("Seals"), {
                        rows: 2,
                        hint: gettext("Their numbers, and where they are"),
                    })}
                    {number("price_paid", gettext("Price paid (yuan)"))}
                    <h2>{gettext("Photos of the sealed sample")}</h2>
                    <Photos phone={phone} uuid={row.uuid} sample={sheet.uuid} />
                    <h2>{gettext("Who drew it and who signed")}</h2>
                    <Samplers draft={draft} people={people} lack={lacks.samplers} />
                    <PartySigns phone={phone} uuid={row.uuid} sheet={sheet} line={line} />
                </>
            )}
            {line("note", gettext("Note"), { rows: 2, maxLength: 500 })}
        </>
    );
}

/* As they stand on papers, which are Chinese. */
const UNITS = ["件", "个", "台", "套", "只", "瓶", "袋", "盒", "桶", "千克", "克", "升", "毫升", "米"];

function Known({ id, values }) {
    return (
        <datalist id={id}>
            {[...new Set(values)].map((value) => (
                <option key={value} value={value} />
            ))}
        </datalist>
    );
}

function RefusedSampling({ sheet, about, write }) {
    const refusals = about?.vocabularies?.sampling_refusals ?? [];
    const [asked, setAsked] = useState(false);
    if (!sheet.refusal && !asked) {
        return (
            <button type="button" class="quiet wide" onClick={() => setAsked(true)}>
                {gettext("The party does not let itself be sampled")}
            </button>
        );
    }
    return (
        <div class="card">
            <Choices
                name="refusal"
                legend={gettext("Why the party refuses")}
                choices={[...refusals, ["", gettext("It does not refuse")]]}
                value={sheet.refusal}
                onValue={(refusal) => {
                    setAsked(refusal !== "");
                    return write({ refusal });
                }}
            />
        </div>
    );
}

function Samplers({ draft, people, lack }) {
    const names = draft.inspectors
        .map((id) => people.find((person) => person.id === id))
        .filter(Boolean)
        .map((person) => `${person.name} ${person.badge_number ?? ""}`.trim());
    return (
        <>
            <p>
                {gettext("Samplers: the inspectors of the visit.")}
                {GAP}
                {names.join(gettext(", "))}
            </p>
            {lack && <p class="soon">{lack}</p>}
        </>
    );
}

/* The sheet has a signature of its own; it may be somebody else's than the minutes'. */
function PartySigns({ phone, uuid, sheet, line }) {
    return (
        <>
            {line("signed_by", gettext("Signed for the party by"), {
                maxLength: 60,
                hint: gettext("Name and position"),
            })}
            {sheet.signed_by.trim() && !sheet.signature_refused.trim() && (
                <Signature
                    phone={phone}
                    uuid={uuid}
                    role="party"
                    name={sheet.signed_by.trim()}
                    sample={sheet.uuid}
                />
            )}
            {line("signature_refused", gettext("Or: why the party does not sign"))}
        </>
    );
}

function Summary({ lacks }) {
    return (
        <section class="card" aria-labelledby={lacks.length ? "sheet-missing" : undefined}>
            {lacks.length ? (
                <>
                    <h2 id="sheet-missing">{pgettext("of a sampling sheet", "What is missing")}</h2>
                    <ul>
                        {lacks.map(([name, words]) => (
                            <li key={name + words}>{words}</li>
                        ))}
                    </ul>
                </>
            ) : (
                <p class="good">{gettext("The sheet is complete; it is handed in with the visit.")}</p>
            )}
        </section>
    );
}

/* Handed in: word for word as it was. */
function Written({ sheet, about }) {
    const named = (vocabulary, value) =>
        about?.vocabularies?.[vocabulary]?.find(([one]) => one === value)?.[1] ?? value;
    const rows = [
        [gettext("Product"), sheet.product],
        [gettext("Model or specification"), sheet.model],
        [gettext("Batch"), sheet.batch],
        [gettext("Made on"), sheet.made_on],
        [gettext("Standard"), sheet.standard],
        [gettext("Drawn from so many"), `${sheet.base_quantity} ${sheet.unit}`],
        [gettext("Sample for testing"), `${sheet.sample_quantity} ${sheet.unit}`],
        [gettext("Backup sample"), `${sheet.backup_quantity || 0} ${sheet.unit}`],
        [gettext("Place"), named("sample_places", sheet.place)],
        [gettext("Seals"), sheet.seals],
        [gettext("Signed for the party by"), sheet.signed_by],
        [gettext("Why the party does not sign"), sheet.signature_refused],
        [gettext("Why the party refuses"), named("sampling_refusals", sheet.refusal)],
    ];
    return (
        <dl class="card">
            {rows
                .filter(([, value]) => value?.trim())
                .map(([label, value]) => (
                    <div key={label}>
                        <dt>{label}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
        </dl>
    );
}

function Remove({ phone, record: { row, edit }, sheet, parts }) {
    const remove = async () => {
        const isKept = await edit((before) => ({
            ...before,
            samples: before.samples.filter((each) => each.uuid !== sheet.uuid),
        }));
        if (!isKept) return;
        for (const part of parts.filter((each) => each.sample === sheet.uuid)) {
            await phone.photos.drop(row.uuid, originalOf(part));
        }
        go("visit", row.uuid);
    };
    return (
        <Delete
            wide
            label={gettext("Delete this sheet")}
            question={gettext("Delete this sheet with its photos and its signature?")}
            onDelete={remove}
        />
    );
}
