/* A form that a subject sent along: what is known, what is asked, and handing it in. */

import { Send } from "lucide";
import { useState } from "preact/hooks";

import { DRAFT } from "../store/records.js";
import { day, dayOf } from "../ui/dates.js";
import { TextField, Tick } from "../ui/field.jsx";
import { Icon } from "../ui/icon.jsx";
import { Kept } from "../ui/kept.jsx";
import { useRecord } from "../ui/keeping.js";
import { address, go } from "../ui/path.js";
import { Standing } from "../ui/standing.jsx";

/* What was begun of a form goes on; nothing of it is begun twice. */
export async function openForm(phone, outing) {
    const rows = await phone.records.all();
    const there = rows.find(({ draft }) => draft?.form?.key === outing.key);
    if (there) return go(there.state === DRAFT ? "form" : "records", there.uuid);
    const about = await phone.taken.about();
    const today = dayOf(Date.now() + (about?.skew ?? 0));
    const days = outing.questions.filter(({ ask }) => ask === "day");
    const values = Object.fromEntries(days.map(({ name }) => [name, today]));
    // The questions go along: a round that is taken anew changes nothing that was begun.
    go("form", await phone.records.begin({ form: outing, party: { name: outing.title }, values }));
}

export function Form({ phone, path: [uuid] }) {
    const record = useRecord(phone, uuid);
    const [lacking, setLacking] = useState([]);
    const { row, draft, edit, keep } = record;
    if (row === undefined) return null;
    if (row === null) return <p class="muted">{gettext("This record is no longer on this phone.")}</p>;
    if (row.state !== DRAFT) {
        return (
            <>
                <h1>{draft.party.name}</h1>
                <p>
                    <Standing row={row} />
                </p>
                <a class="button wide" href={address("records", uuid)}>
                    {gettext("See how it stands")}
                </a>
            </>
        );
    }
    const { form, values } = draft;
    const set = (name) => (value) =>
        edit((before) => ({ ...before, values: { ...before.values, [name]: value } }));
    const handIn = async () => {
        const left = form.questions.filter(({ name, required }) => required && !values[name]?.trim());
        setLacking(left.map(({ name }) => name));
        if (left.length || !(await keep())) return;
        await phone.records.seal(uuid, values);
        go("records", uuid);
    };
    return (
        <>
            <h1>{form.title}</h1>
            <p class="muted">
                {day(form.on)} · {form.why}
            </p>
            {form.known && <p class="card">{form.known}</p>}
            {form.questions.map((question) => (
                <Question
                    key={question.name}
                    question={question}
                    value={values[question.name]}
                    onValue={set(question.name)}
                    problem={lacking.includes(question.name) && gettext("This is needed.")}
                />
            ))}
            <Kept record={record} />
            <button type="button" class="wide" onClick={handIn}>
                <Icon of={Send} />
                {gettext("Hand in")}
            </button>
        </>
    );
}

function Question({ question: { label, ask }, value, onValue, problem }) {
    if (ask === "tick") return <Tick label={label} checked={Boolean(value)} onChecked={onValue} />;
    const more = ask === "text" ? { rows: 6 } : ask === "day" ? { type: "date" } : {};
    return <TextField label={label} value={value} onValue={onValue} problem={problem} {...more} />;
}
