/* What an answer to a checklist's item is worth: inspections/services/visit_rules.py, for the phone.

   An item is as a checklist's file writes it: what is not said is as a file takes it for granted. */

export const NA = "na";

export const itemsOf = (version) =>
    (version?.checklist.sections ?? []).flatMap((section) => section.items);

/* The number that was typed, or `null`: full-width digits of a Chinese keyboard count too. */
export function numberOf(answer) {
    const text = String(answer?.number ?? "").normalize("NFKC").replace(",", ".").trim();
    return /^-?\d{1,10}(\.\d{1,4})?$/.test(text) ? Number(text) : null;
}

/* What an item asks for under its own way of answering; `undefined` while it is not there. */
export function given(item, answer) {
    if (answer?.verdict === NA) return NA;
    if (item.answer === "number") return numberOf(answer) ?? undefined;
    if (item.answer === "verdict") return answer?.verdict || undefined;
    const text = answer?.text?.trim() || undefined;
    return item.answer === "choice" && !item.choices.includes(text) ? undefined : text;
}

export const isAnswered = (item, answer) => given(item, answer) !== undefined;

export function fails(item, answer) {
    const value = given(item, answer);
    if (value === undefined || value === NA) return false;
    if (item.answer === "verdict") return value === "fail";
    if (item.answer === "choice") return (item.failing ?? []).includes(value);
    if (item.answer !== "number") return false;
    const tooLow = isSaid(item.lowest) && value < item.lowest;
    return tooLow || (isSaid(item.highest) && value > item.highest);
}

/* Whether a photo belongs to this answer. */
export function asksForPhoto(item, answer) {
    const value = given(item, answer);
    if (!item.photo || value === undefined || value === NA) return false;
    return item.photo === "always" || (item.photo === "failure" && fails(item, answer));
}

const isSaid = (bound) => bound !== undefined && bound !== null;

export const hasLimits = (item) => isSaid(item.lowest) || isSaid(item.highest);

/* 待核: nobody has compared the limits with the standard. */
export const limitsUnverified = (item) =>
    hasLimits(item) && (item.limits_confidence ?? "M") === "M";

/* What a number may be, as it stands beside the question: "≥ 0 ≤ 8 ℃". */
export function limits(item) {
    const words = [];
    if (isSaid(item.lowest)) words.push(`≥ ${item.lowest}`);
    if (isSaid(item.highest)) words.push(`≤ ${item.highest}`);
    return [...words, item.unit ?? ""].join(" ").trim();
}

/* Answers that fail, in the checklist's order: [item, answer]. */
export const failures = (version, answers) =>
    itemsOf(version)
        .map((item) => [item, answers[item.key]])
        .filter(([item, answer]) => fails(item, answer));

/* The words of a rectification item that a failure proposes. They go on paper, in Chinese. */
export function proposalOf(item) {
    const { requirement, days } = item.proposal ?? {};
    return { item: item.key, text: requirement || `改正：${item.text}`, days: days ?? null };
}
