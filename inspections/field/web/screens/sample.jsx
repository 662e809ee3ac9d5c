/* Sampling sheets (抽样单) of a visit: filled in where the goods are, sealed and signed. */

import { ChevronLeft, FlaskConical, Plus, Trash2 } from "lucide";
import { useState } from "preact/hooks";

import { blankSample, hasNoBackup, sampleLacks } from "../rules/sample.js";
import { originalOf } from "../store/photos.js";
import { DRAFT } from "../store/records.js";
import { Tap, Text } from "../ui/draft.jsx";
import { Icon } from "../ui/icon.jsx";
import { useLive } from "../ui/live.js";
import { address, go } from "../ui/path.js";
import { Photos } from "../ui/photos.jsx";
import { Signature } from "../ui/signature.jsx";

/* On the page of the visit: the sheets there are, and a way to begin one. */
export function Samples({ phone, uuid }) {
    const found = useLive(() => sheetsOf(phone, uuid), [phone, uuid]);
    if (!found) return null;
    const { record, parts, about } = found;
    const sheets = record.draft.samples ?? [];
    const begin = async () => {
        const sheet = blankSample(crypto.randomUUID());
        await phone.records.edit(uuid, (draft) => ({
            ...draft,
            samples: [...(draft.samples ?? []), sheet],
        }));
        go("sample", uuid, sheet.uuid);
    };
    if (record.state !== DRAFT && !sheets.length) return null;
    return (
        <section aria-label={gettext("Samples")}>
            <h2>{gettext("Samples")}</h2>
            <ul class="rows">
                {sheets.map((sheet, n) => (
                    <li key={sheet.uuid}>
                        <a class="row" href={address("sample", uuid, sheet.uuid)}>
                            <strong>{sheet.product || sheetName(n + 1)}</strong>
                            <SheetState lacks={lacksOf(sheet, record.draft, parts, about)} />
                        </a>
                    </li>
                ))}
            </ul>
            {record.state === DRAFT && (
                <button type="button" class="quiet wide" onClick={begin}>
                    <Icon of={Plus} />
                    {gettext("Add a sampling sheet")}
                </button>
            )}
        </section>
    );
}

/* One sheet: `#/sample/<record>/<sheet>`. */
export function Sample({ phone, path: [uuid, key] }) {
    const found = useLive(() => sheetsOf(phone, uuid), [phone, uuid]);
    if (!found) return null;
    const { record, parts, about, card, people } = found;
    const sheet = record?.draft.samples?.find((each) => each.uuid === key);
    if (!sheet) return <p>{gettext("There is no such sampling sheet on this phone.")}</p>;
    const isOpen = record.state === DRAFT;
    const lacks = lacksOf(sheet, record.draft, parts, about);
    return (
        <>
            <a class="back" href={address("visit", uuid)}>
                <Icon of={ChevronLeft} />
                {gettext("Back to the visit")}
            </a>
            <h1>
                <Icon of={FlaskConical} /> {gettext("Sampling sheet")}
            </h1>
            <p>{card?.name ?? record.draft.party?.name}</p>
            {isOpen ? (
                <Form
                    phone={phone}
                    record={record}
                    sheet={sheet}
                    about={about}
                    card={card}
                    people={people}
                    lacks={Object.fromEntries(lacks)}
                />
            ) : (
                <Written sheet={sheet} about={about} />
            )}
            {isOpen && <Summary lacks={lacks} />}
            {isOpen && <Remove phone={phone} uuid={uuid} sheet={sheet} parts={parts} />}
        </>
    );
}

async function sheetsOf(phone, uuid) {
    const record = await phone.records.one(uuid);
    if (!record) return null;
    const [parts, about, card] = await Promise.all([
        phone.records.parts(uuid),
        phone.taken.about(),
        record.draft.enterprise ? phone.taken.enterprise(record.draft.enterprise) : null,
    ]);
    const people = [about?.me, ...(about?.colleagues ?? [])].filter(Boolean);
    return { record, parts, about, card, people };
}

function lacksOf(sheet, draft, parts, about) {
    return sampleLacks(sheet, {
        inspectors: draft.inspectors,
        signed: parts.some((part) => part.sample === sheet.uuid && part.role === "party"),
        plan: about?.sampling_plans?.find(({ id }) => id === sheet.plan),
    });
}

const sheetName = (n) => interpolate(gettext("Sampling sheet %(n)s"), { n }, true);

function SheetState({ lacks }) {
    if (!lacks.length) return <span class="state state--good">{gettext("complete")}</span>;
    return (
        <span class="state state--soon">
            {interpolate(
                ngettext("%(count)s thing missing", "%(count)s things missing", lacks.length),
                { count: lacks.length },
                true,
            )}
        </span>
    );
}

function Form({ phone, record, sheet, about, card, people, lacks }) {
    const { uuid } = record;
    const write = (marks) =>
        phone.records.edit(uuid, (draft) => ({
            ...draft,
            samples: draft.samples.map((each) =>
                each.uuid === sheet.uuid ? { ...each, ...marks } : each,
            ),
        }));
    const line = (name, label, more = {}) => (
        <Text
            key={name}
            label={label}
            value={sheet[name]}
            lack={lacks[name]}
            maxlength={200}
            {...more}
            onWrite={(text) => write({ [name]: text })}
        />
    );
    const number = (name, label, more = {}) =>
        line(name, label, { inputmode: "decimal", maxlength: 12, autocomplete: "off", ...more });
    const plans = about?.sampling_plans ?? [];
    const products = card?.products ?? [];
    const choosePlan = (id) => {
        const plan = plans.find((each) => each.id === id);
        const { product, standard } = plan ?? {};
        return write({ plan: id, ...(plan && { product, standard: standard || sheet.standard }) });
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
                <Tap
                    legend={gettext("Sampling plan")}
                    name="plan"
                    value={sheet.plan}
                    choices={[
                        [null, gettext("Without a plan")],
                        ...plans.map(({ id, name }) => [id, name]),
                    ]}
                    onWrite={choosePlan}
                />
            )}
            <Text
                label={gettext("Product")}
                value={sheet.product}
                lack={lacks.product}
                maxlength={80}
                options={[...new Set(products.map(({ name }) => name))]}
                onWrite={writeProduct}
            />
            {!sheet.refusal && (
                <>
                    {line("model", gettext("Model or specification"), { maxlength: 80 })}
                    {line("trademark", gettext("Trademark"), { maxlength: 80 })}
                    {line("batch", gettext("Batch"), { maxlength: 60 })}
                    {line("made_on", gettext("Made on"), { type: "date" })}
                    {line("standard", gettext("Standard"), { maxlength: 60 })}
                    {line("producer_name", gettext("Producer named on the goods"))}
                    {line("producer_address", gettext("Producer's address"), { maxlength: 300 })}
                    <h2>{gettext("What was taken")}</h2>
                    {line("unit", gettext("Unit"), {
                        maxlength: 10,
                        options: UNITS,
                        autocomplete: "off",
                    })}
                    {number("base_quantity", gettext("Drawn from so many"), {
                        hint: gettext("What was there for sale"),
                    })}
                    {number("sample_quantity", gettext("Sample for testing"))}
                    {number("backup_quantity", gettext("Backup sample"), {
                        hint:
                            hasNoBackup(sheet) &&
                            gettext("Without a backup sample nothing can be re-tested."),
                    })}
                    <Tap
                        legend={gettext("Place")}
                        name="place"
                        value={sheet.place}
                        lack={lacks.place}
                        choices={about?.vocabularies?.sample_places ?? []}
                        onWrite={(place) => write({ place })}
                    />
                    {line("place_detail", gettext("Where exactly"))}
                    {line("seals", gettext("Seals"), {
                        rows: 2,
                        hint: gettext("Their numbers, and where they are"),
                    })}
                    {number("price_paid", gettext("Price paid (yuan)"))}
                    <h2>{gettext("Photos of the sealed sample")}</h2>
                    <Photos phone={phone} uuid={uuid} sample={sheet.uuid} />
                    <h2>{gettext("Who drew it and who signed")}</h2>
                    <Samplers draft={record.draft} people={people} lack={lacks.samplers} />
                    <PartySigns phone={phone} uuid={uuid} sheet={sheet} lacks={lacks} line={line} />
                </>
            )}
            {line("note", gettext("Note"), { rows: 2, maxlength: 500 })}
        </>
    );
}

/* As they stand on papers, which are Chinese. */
const UNITS = ["件", "个", "台", "套", "只", "瓶", "袋", "盒", "桶", "千克", "克", "升", "毫升", "米"];

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
            <Tap
                legend={gettext("Why the party refuses")}
                name="refusal"
                value={sheet.refusal}
                choices={[
                    ...refusals,
                    ["", gettext("It does not refuse")],
                ]}
                onWrite={(refusal) => {
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
                {gettext("Samplers: the inspectors of the visit.")} {names.join(gettext(", "))}
            </p>
            {lack && <p class="soon">{lack}</p>}
        </>
    );
}

/* The sheet has a signature of its own: it is kept as a picture of the sample. */
function PartySigns({ phone, uuid, sheet, lacks, line }) {
    return (
        <>
            {line("signed_by", gettext("Signed for the party by"), {
                maxlength: 60,
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
            {line("signature_refused", gettext("Or why the party does not sign"))}
            {lacks.signed_by && <p class="soon">{lacks.signed_by}</p>}
        </>
    );
}

function Summary({ lacks }) {
    return (
        <section class="card" aria-label={gettext("What is missing")}>
            {lacks.length ? (
                <>
                    <h2>{gettext("What is missing")}</h2>
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
        [gettext("Or why the party does not sign"), sheet.signature_refused],
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

function Remove({ phone, uuid, sheet, parts }) {
    const [asked, setAsked] = useState(false);
    const remove = async () => {
        await phone.records.edit(uuid, (draft) => ({
            ...draft,
            samples: draft.samples.filter((each) => each.uuid !== sheet.uuid),
        }));
        for (const part of parts.filter((each) => each.sample === sheet.uuid)) {
            await phone.photos.drop(uuid, originalOf(part));
        }
        go("visit", uuid);
    };
    if (!asked) {
        return (
            <button type="button" class="danger wide" onClick={() => setAsked(true)}>
                <Icon of={Trash2} />
                {gettext("Delete this sheet")}
            </button>
        );
    }
    return (
        <div role="alertdialog" aria-label={gettext("Delete this sheet?")}>
            <p>{gettext("Delete this sheet with its photos and its signature?")}</p>
            <div class="pair">
                <button type="button" class="quiet" onClick={() => setAsked(false)}>
                    {gettext("Keep it")}
                </button>
                <button type="button" class="danger" onClick={remove}>
                    <Icon of={Trash2} />
                    {gettext("Delete it")}
                </button>
            </div>
        </div>
    );
}
