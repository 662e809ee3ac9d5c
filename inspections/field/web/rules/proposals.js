/* By which day something proposed would have to be put right, were the order served today. */

import { NoRule, compute, ofLength, ruleOn } from "./terms.js";

/* The computation of a proposal's own days, or of the order's term where it has none; `tooLong`
   where an item would outlast its order. `null` where the phone has no terms. */
export function termOf({ days }, about, start) {
    if (!about?.terms || !about.calendar) return null;
    const count = (term, amount) => {
        const rule = ruleOn(about.terms, term, start);
        return compute(amount ? ofLength(rule, amount) : rule, start, about);
    };
    try {
        const own = count("correct");
        const found = days ? count("correct-item", days) : own;
        return { ...found, own, tooLong: found.due > own.due };
    } catch (error) {
        if (error instanceof NoRule) return null;
        throw error;
    }
}
