/* What came out of it, and what is to be put right by when. */

import { Plus, Trash2 } from "lucide";
import { useEffect, useRef } from "preact/hooks";

import { failures, proposalOf } from "../rules/answers.js";
import { explain } from "../rules/explain.js";
import { NO_PROBLEM } from "../rules/packet.js";
import { termOf } from "../rules/proposals.js";
import { Choices } from "../ui/choices.jsx";
import { TextField } from "../ui/field.jsx";
import { day } from "../ui/dates.js";
import { Icon } from "../ui/icon.jsx";
import { Lacks, show } from "./lacks.jsx";

export function Findings({ visit }) {
    const { draft, version, set, about } = visit;
    const failed = failures(version, draft.answers);
    const isBad = failed.length > 0 || Object.values(draft.reinspected).some(isNotRight);
    return (
        <>
            <Lacks visit={visit} of="findings" />
            <p role="status">
                {failed.length
                    ? interpolate(
                          ngettext("%(count)s item fails.", "%(count)s items fail.", failed.length),
                          { count: failed.length },
                          true,
                      )
                    : gettext("No item fails.")}
            </p>
            <TextField
                id="at-summary"
                label={gettext("What was found")}
                hint={gettext("In words, as the record will say it; failed items are listed by themselves.")}
                value={draft.summary}
                onValue={(value) => set("summary", value)}
                rows={5}
                maxLength={5000}
            />
            <Proposals visit={visit} failed={failed} />
            <div id="at-outcome">
                <Choices
                    name="outcome"
                    legend={gettext("Outcome")}
                    choices={(about?.vocabularies?.outcomes ?? []).filter(
                        ([value]) =>
                            value !== NO_PROBLEM || !isBad || draft.outcome === value,
                    )}
                    value={draft.outcome}
                    onValue={(value) => set("outcome", value)}
                />
            </div>
            <Choices
                name="disposition"
                legend={gettext("Disposition")}
                choices={about?.vocabularies?.dispositions ?? []}
                value={draft.disposition}
                onValue={(value) => set("disposition", value)}
            />
        </>
    );
}

const isNotRight = ({ passed }) => passed === false;

/* What the desk will be offered as the items of an order. */
function Proposals({ visit, failed }) {
    const { draft, edit } = visit;
    const added = useRef(false);
    const add = (proposal) => {
        added.current = true;
        edit((one) => ({ ...one, proposals: [...one.proposals, dated(proposal, visit)] }));
    };
    const count = draft.proposals.length;
    useEffect(() => {
        if (added.current) show(`proposal-${count - 1}`);
        added.current = false;
    }, [count]);
    const open = failed.filter(
        ([item]) => !draft.proposals.some((proposal) => proposal.item === item.key),
    );
    return (
        <section aria-labelledby="proposals">
            <h2 id="proposals">{gettext("To be put right")}</h2>
            {draft.proposals.map((proposal, n) => (
                <Proposal key={n} n={n} proposal={proposal} visit={visit} />
            ))}
            {open.map(([item]) => (
                <div key={item.key} class="offer">
                    <p>{proposalOf(item).text}</p>
                    <button type="button" class="quiet wide" onClick={() => add(proposalOf(item))}>
                        <Icon of={Plus} />
                        {gettext("Propose this")}
                        <span class="visually-hidden">: {item.text}</span>
                    </button>
                </div>
            ))}
            <button
                type="button"
                class="quiet wide"
                onClick={() => add({ item: null, text: "", days: null })}
            >
                <Icon of={Plus} />
                {gettext("Propose something else")}
            </button>
        </section>
    );
}

/* From the day of the visit, as the server counts it again. */
function dated(proposal, { about, on }) {
    const { due = null } = termOf(proposal, about, on) ?? {};
    return { ...proposal, due_on: due };
}

function Proposal({ n, proposal, visit }) {
    const { edit, about, on } = visit;
    const change = (more) =>
        edit((one) => ({
            ...one,
            proposals: one.proposals.map((each, at) =>
                at === n ? dated({ ...each, ...more }, visit) : each,
            ),
        }));
    const remove = () =>
        edit((one) => ({ ...one, proposals: one.proposals.filter((_each, at) => at !== n) }));
    return (
        <article class="card proposal" id={`at-proposal-${n}`}>
            <TextField
                label={gettext("What to put right")}
                value={proposal.text}
                onValue={(text) => change({ text })}
                rows={2}
                maxLength={300}
            />
            <TextField
                label={gettext("Within how many days")}
                hint={gettext("Empty: within the order's own term")}
                value={proposal.days ?? ""}
                onValue={(typed) => change({ days: daysOf(typed) })}
                inputMode="numeric"
                maxLength={3}
            />
            <Due proposal={proposal} about={about} on={on} />
            <button type="button" class="danger" onClick={remove}>
                <Icon of={Trash2} />
                {gettext("Take it out")}
            </button>
        </article>
    );
}

const daysOf = (typed) => {
    const digits = typed.normalize("NFKC").replace(/\D/g, "");
    return digits ? Number(digits) : null;
};

/* The date and why, counted here by the rules of the office. */
function Due({ proposal, about, on }) {
    const found = termOf(proposal, about, on);
    if (!found) {
        return <p class="soon">{gettext("The terms are not on this phone; the desk computes the date.")}</p>;
    }
    return (
        <div class="due">
            <p>
                <strong>{interpolate(gettext("Due %(day)s"), { day: day(found.due) }, true)}</strong>{" "}
                {found.provisional && (
                    <span class="state state--soon">{gettext("provisional")}</span>
                )}
            </p>
            {found.tooLong && (
                <p class="late">
                    {interpolate(
                        gettext("That is after the order's own term (%(day)s): give it no more than %(days)s days."),
                        { day: day(found.own.due), days: found.own.rule.amount },
                        true,
                    )}
                </p>
            )}
            <details>
                <summary>{gettext("How it is counted")}</summary>
                <p class="muted">
                    {gettext("As if the order were served today; it counts from the day on which it is.")}
                </p>
                <ul>
                    {explain(found, day).map((words) => (
                        <li key={words}>{words}</li>
                    ))}
                </ul>
            </details>
        </div>
    );
}
