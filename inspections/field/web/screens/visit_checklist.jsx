/* The checklist: one tap an item, whatever else there is to say below it. */

import { Camera, NotebookPen, Star } from "lucide";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import {
    NA,
    asksForPhoto,
    fails,
    isAnswered,
    itemsOf,
    limits,
    limitsUnverified,
} from "../rules/answers.js";
import { photosOf } from "../rules/packet.js";
import { Choices } from "../ui/choices.jsx";
import { Select, TextField } from "../ui/field.jsx";
import { focus } from "../ui/focus.js";
import { Icon } from "../ui/icon.jsx";
import { Photos } from "../ui/photos.jsx";
import { inARow } from "../ui/sentences.js";
import { inForce, titleOf } from "./beginning.js";
import { Lacks } from "./lacks.jsx";

const TONES = { pass: "good", fail: "late", na: "plain" };

export function Checklist({ visit }) {
    const { phone, uuid, draft, version, edit, parts, about } = visit;
    if (!version) return <ChooseVersion visit={visit} />;
    const items = itemsOf(version);
    const answered = items.filter((item) => isAnswered(item, draft.answers[item.key])).length;
    const photos = photosOf(parts);
    const answer = (key, more) =>
        edit((one) => ({
            ...one,
            answers: { ...one.answers, [key]: { ...one.answers[key], ...more } },
        }));
    return (
        <>
            <h2>{titleOf(version)}</h2>
            <Newer visit={visit} />
            <p class="muted" role="status">
                {interpolate(
                    gettext("%(answered)s of %(count)s answered"),
                    { answered, count: items.length },
                    true,
                )}
            </p>
            <progress max={items.length} value={answered} aria-label={gettext("Answered")} />
            <Lacks visit={visit} of="checklist" />
            {version.checklist.sections.map((section) => (
                <section key={section.title} aria-label={section.title}>
                    <h3 class="section">{section.title}</h3>
                    {section.items.map((item) => (
                        <KeptItem
                            key={item.key}
                            phone={phone}
                            uuid={uuid}
                            version={version.id}
                            item={item}
                            answer={draft.answers[item.key]}
                            photos={photos.filter((part) => part.item === item.key).length}
                            verdicts={about?.vocabularies?.verdicts}
                            onAnswer={answer}
                        />
                    ))}
                </section>
            ))}
            <ChangeVersion visit={visit} />
        </>
    );
}

/* Drawn again only when its own answer changed: a list of two hundred stays quick. A published
   version does not change, so its number and the item's key say which question it is. */
function KeptItem({ version, ...props }) {
    const { item, answer, photos } = props;
    return useMemo(
        () => <Item {...props} />,
        [version, item.key, JSON.stringify(answer), photos],
    );
}

function Item({ phone, uuid, item, answer, photos, verdicts, onAnswer }) {
    const [open, setOpen] = useState(false);
    const words = useRef();
    useEffect(() => {
        if (open) focus(words.current?.querySelector("textarea"));
    }, [open]);
    const isFailed = fails(item, answer);
    const needsPhoto = asksForPhoto(item, answer) && photos === 0;
    const showNote = open || isFailed || Boolean(answer?.note);
    const showPhotos = open || photos > 0 || needsPhoto || item.photo === "always";
    const say = (more) => onAnswer(item.key, more);
    const className = ["item", isFailed && "item--failed", answer && "item--answered"];
    return (
        <article id={`at-${item.key}`} class={className.filter(Boolean).join(" ")} ref={words}>
            <p class="item__text">
                {item.kind === "key" && (
                    <span class="state state--soon">
                        <Icon of={Star} />
                        {gettext("key item")}
                    </span>
                )}{" "}
                <strong id={`text-${item.key}`}>{item.text}</strong>
            </p>
            {item.clause && <p class="muted clause">{item.clause}</p>}
            <Answer item={item} answer={answer} verdicts={verdicts} onAnswer={say} />
            {item.photo && (
                <p class={needsPhoto ? "soon" : "muted"}>
                    <Icon of={Camera} />{" "}
                    {item.photo === "always"
                        ? gettext("A photo is always needed.")
                        : gettext("A photo is needed if it fails.")}
                </p>
            )}
            {showNote && (
                <TextField
                    label={isFailed ? gettext("What is wrong") : gettext("Note")}
                    value={answer?.note}
                    onValue={(note) => say({ note })}
                    rows={2}
                    maxLength={2000}
                />
            )}
            {showPhotos && (
                <Photos phone={phone} uuid={uuid} item={item.key} required={needsPhoto} />
            )}
            {!(showNote && showPhotos) && (
                <button type="button" class="quiet small" onClick={() => setOpen(true)}>
                    <Icon of={NotebookPen} />
                    {gettext("Note or photo")}
                    <span class="visually-hidden">: {item.text}</span>
                </button>
            )}
        </article>
    );
}

function Answer({ item, answer, verdicts, onAnswer }) {
    if (item.answer === "verdict") {
        return (
            <Choices
                name={`verdict-${item.key}`}
                legend={item.text}
                hideLegend
                choices={verdicts ?? [["pass", "符合"], ["fail", "不符合"], [NA, "不适用"]]}
                tones={TONES}
                value={answer?.verdict}
                onValue={(verdict) => {
                    navigator.vibrate?.(10);
                    onAnswer({ verdict });
                }}
            />
        );
    }
    const isNot = answer?.verdict === NA;
    return (
        <>
            {!isNot && <Value item={item} answer={answer} onAnswer={onAnswer} />}
            <label class="tick tick--small">
                <input
                    type="checkbox"
                    checked={isNot}
                    onChange={(event) =>
                        onAnswer({ verdict: event.currentTarget.checked ? NA : undefined })
                    }
                />
                <span>
                    {gettext("does not apply")}
                    <span class="visually-hidden">: {item.text}</span>
                </span>
            </label>
        </>
    );
}

function Value({ item, answer, onAnswer }) {
    if (item.answer === "choice") {
        return (
            <Choices
                name={`choice-${item.key}`}
                legend={item.text}
                hideLegend
                choices={item.choices.map((one) => [one, one])}
                tones={Object.fromEntries((item.failing ?? []).map((one) => [one, "late"]))}
                value={answer?.text}
                onValue={(text) => onAnswer({ text })}
            />
        );
    }
    if (item.answer === "text") {
        return (
            <TextField
                label={gettext("In words")}
                aria-labelledby={`text-${item.key}`}
                value={answer?.text}
                onValue={(text) => onAnswer({ text })}
                rows={2}
                maxLength={2000}
            />
        );
    }
    return <NumberField item={item} answer={answer} onAnswer={onAnswer} />;
}

function NumberField({ item, answer, onAnswer }) {
    const typed = String(answer?.number ?? "");
    const isOut = fails(item, answer);
    const problem =
        typed.trim() && !isAnswered(item, answer)
            ? gettext("This is not a number of at most four decimals.")
            : isOut
              ? gettext("Outside the limits: this item fails.")
              : "";
    const bounds = limits(item);
    const hint = limitsUnverified(item)
        ? interpolate(gettext("%(limits)s (limits not verified)"), { limits: bounds }, true)
        : bounds;
    return (
        <div class="number">
            <TextField
                label={item.unit ? interpolate(gettext("Measured, in %(unit)s"), { unit: item.unit }, true) : gettext("Number")}
                inputMode="decimal"
                value={typed}
                onValue={(number) => onAnswer({ number })}
                hint={hint}
                problem={problem && inARow(problem, hint)}
                maxLength={16}
            />
        </div>
    );
}

function ChooseVersion({ visit: { draft, versions, set } }) {
    const missed = draft.checklist_version !== null;
    return (
        <>
            {missed ? (
                <p class="late">
                    {gettext("The checklist of this visit is not on this phone. Take the round along with signal.")}
                </p>
            ) : (
                <p>{gettext("This visit is only written down. With a checklist it asks item by item.")}</p>
            )}
            <Select
                label={gettext("Checklist")}
                empty={gettext("none: the visit is only written down")}
                choices={inForce(versions).map((one) => [one.id, titleOf(one)])}
                value=""
                onValue={(id) => id && set("checklist_version", Number(id))}
            />
        </>
    );
}

/* A visit stays on the version that it was begun with, whatever was published since. */
function Newer({ visit: { version, versions } }) {
    const newer = versions.find(
        (one) =>
            one.checklist.code === version.checklist.code && one.number > version.number,
    );
    if (!newer) return null;
    return (
        <p class="muted" role="note">
            {interpolate(
                gettext("Version %(number)s was published since; this visit goes on with the one it was begun with."),
                { number: newer.number },
                true,
            )}
        </p>
    );
}

function ChangeVersion({ visit: { version, versions, set } }) {
    return (
        <details>
            <summary>{gettext("Use another checklist")}</summary>
            <p class="muted">{gettext("Answers to the same items stay; the others wait with their own checklist.")}</p>
            <Select
                label={gettext("Checklist")}
                empty={gettext("none: the visit is only written down")}
                choices={[version, ...inForce(versions).filter(({ id }) => id !== version.id)].map(
                    (one) => [one.id, titleOf(one)],
                )}
                value={version.id}
                onValue={(id) => set("checklist_version", id === "" ? null : Number(id))}
            />
        </details>
    );
}
