/* Day counting by 民法典 201–203 and 行政处罚法 85: qualitysup/clock/counting.py, said for the phone.

   Days are ISO words ("2026-05-06"), which also sort as days. Rules and calendar are those that
   were taken along. tests/deadline_vectors.csv holds both to the same answers. */

const SATURDAY = 6;
const SUNDAY = 0;

export class NoRule extends Error {}

/* The one rule of a term that is in force on a day. */
export function ruleOn(terms, term, on) {
    const found = terms.find(
        (rule) =>
            rule.term === term &&
            (!rule.valid_from || rule.valid_from <= on) &&
            (!rule.valid_to || on < rule.valid_to),
    );
    if (!found) throw new NoRule(`${term} ${on}`);
    return found;
}

/* The rule with the length that a decision gives it; others keep theirs. */
export const ofLength = (rule, amount) => (rule.by_decision === false ? rule : { ...rule, amount });

/* Counts a term from the day that starts it, which is itself not counted (民法典 201).

   `changes`: {since, until} where time stands still, {amount, unit} where it was extended. */
export function compute(rule, start, { calendar, changes = [] }) {
    const suspensions = changes.filter((change) => change.since).sort(bySince);
    const count = counting(calendar, suspensions);
    let windowFrom = null;
    let end = count.after(start, rule.window_to || rule.amount, rule.unit);
    for (const { amount, unit } of changes.filter((change) => change.amount)) {
        end = end && count.after(end, amount, unit);
    }
    if (rule.window_to) {
        // 六十日后九十日前: both ends lie outside the window, and neither moves for a holiday.
        const opening = count.after(start, rule.amount, rule.unit);
        windowFrom = opening && addDays(opening, 1);
        end = end && addDays(end, -1);
    }
    const due = end && rule.rolls ? count.nextWorkday(end) : end;
    return {
        rule,
        start,
        changes,
        nominal: end,
        due,
        windowFrom,
        makeUpDays: [...count.makeUpDays].sort(),
        holiday: (end && calendar.holidays[end]) || "",
        unknownYears: [...count.unknownYears].sort(),
        // 暂定: the announcement of a year may still move this date.
        provisional: count.unknownYears.size > 0,
    };
}

/* A walk through the calendar that remembers what it met. */
function counting(calendar, suspensions) {
    const makeUp = new Set(calendar.make_up_days);
    const known = new Set(calendar.years);
    const makeUpDays = new Set();
    const unknownYears = new Set();

    function isWorkday(day) {
        const year = Number(day.slice(0, 4));
        if (!known.has(year)) unknownYears.add(year);
        if (makeUp.has(day)) {
            makeUpDays.add(day);
            return true;
        }
        const weekday = at(day).getUTCDay();
        return weekday !== SATURDAY && weekday !== SUNDAY && !(day in calendar.holidays);
    }

    function workingDays(start, amount) {
        let day = start;
        let left = amount;
        while (left) {
            day = addDays(day, 1);
            const still = suspensions.find(
                ({ since, until }) => since <= day && (!until || day < until),
            );
            if (!still) left -= isWorkday(day) ? 1 : 0;
            else if (!still.until) return null;
        }
        return day;
    }

    /* The day on which so much time has run; `null` if it stands still before that. */
    function after(start, amount, unit) {
        if (unit === "workday") return workingDays(start, amount);
        let end = unit === "month" ? addMonths(start, amount) : addDays(start, amount);
        for (const suspension of suspensions) {
            const since = later(suspension.since, addDays(start, 1));
            if (since > end) break;
            if (!suspension.until) return null;
            end = addDays(end, Math.max(daysBetween(since, suspension.until), 0));
        }
        return end;
    }

    function nextWorkday(day) {
        let found = day;
        while (!isWorkday(found)) found = addDays(found, 1);
        return found;
    }

    return { after, nextWorkday, makeUpDays, unknownYears };
}

const DAY = 86_400_000;
const at = (day) => new Date(`${day}T00:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);
const later = (one, other) => (one > other ? one : other);
const bySince = (one, other) => (one.since < other.since ? -1 : one.since > other.since ? 1 : 0);

export const addDays = (day, amount) => iso(new Date(at(day).getTime() + amount * DAY));
export const daysBetween = (one, other) => (at(other) - at(one)) / DAY;

/* The corresponding day, or the last day of a month that has none (民法典 202). */
export function addMonths(day, amount) {
    const [year, month, date] = day.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + amount, 0)).getUTCDate();
    return iso(new Date(Date.UTC(year, month - 1 + amount, Math.min(date, last))));
}
