/* A computed date in words, sentence by sentence: qualitysup/clock/explaining.py, for the phone. */

export function explain({ rule, start, nominal, due, windowFrom, ...met }, day) {
    const said = [];
    const say = (words, names) => said.push(interpolate(words, names, true));
    say(gettext("The term starts on %(day)s; that day is not counted (Civil Code 201)."), {
        day: day(start),
    });
    if (rule.window_to) {
        say(gettext("After %(amount)s and before %(until)s: from %(first)s to %(last)s, holidays or not."), {
            amount: quantity(rule.amount, rule.unit),
            until: quantity(rule.window_to, rule.unit),
            first: day(windowFrom),
            last: day(due),
        });
    } else {
        say(gettext("%(term)s end on %(day)s."), {
            term: quantity(rule.amount, rule.unit),
            day: day(nominal),
        });
    }
    if (rule.unit === "workday" && met.makeUpDays.length) {
        const days = met.makeUpDays.map(day).join(gettext(", "));
        say(gettext("Worked at a weekend and therefore counted: %(days)s."), { days });
    }
    if (due !== nominal && !rule.window_to) {
        const words = met.holiday
            ? gettext("That day is a public holiday, so the last day is the next working day, %(day)s (Civil Code 203).")
            : gettext("That day is not a working day, so the last day is the next working day, %(day)s (Civil Code 203).");
        say(words, { day: day(due) });
    }
    if (met.provisional) {
        say(gettext("The holidays of %(years)s are not announced yet, so this date is provisional."), {
            years: met.unknownYears.join(gettext(", ")),
        });
    }
    if (rule.legal_basis) say(gettext("Legal basis: %(law)s."), { law: rule.legal_basis });
    return said;
}

export function quantity(amount, unit) {
    const words = {
        day: ngettext("%(count)s calendar day", "%(count)s calendar days", amount),
        workday: ngettext("%(count)s working day", "%(count)s working days", amount),
        month: ngettext("%(count)s month", "%(count)s months", amount),
    };
    return interpolate(words[unit], { count: amount }, true);
}
