/* A computed date in words, sentence by sentence: qualitysup/clock/explaining.py, for the phone. */

/* The names that the calendar has, as they are shown. */
const HOLIDAYS = {
    "New Year's Day": () => gettext("New Year's Day"),
    "Spring Festival": () => gettext("Spring Festival"),
    "Tomb-sweeping Day": () => gettext("Tomb-sweeping Day"),
    "Labour Day": () => gettext("Labour Day"),
    "Dragon Boat Festival": () => gettext("Dragon Boat Festival"),
    "National Day": () => gettext("National Day"),
    "Mid-autumn Festival": () => gettext("Mid-autumn Festival"),
};

export function explain({ rule, start, nominal, due, windowFrom, ...met }, day) {
    const said = [];
    const say = (words, names) => said.push(interpolate(words, names, true));
    say(gettext("The term starts on %(day)s; that day is not counted (Civil Code 201)."), {
        day: day(start),
    });
    if (rule.window_to) {
        say(gettext("After %(amount)s and before %(window_to)s: from %(window_from)s to %(due)s, holidays or not."), {
            amount: quantity(rule.amount, rule.unit),
            window_to: quantity(rule.window_to, rule.unit),
            window_from: day(windowFrom),
            due: day(due),
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
        const name = HOLIDAYS[met.holiday]?.() ?? met.holiday;
        const reason = name
            ? interpolate(gettext("That day is a public holiday (%(name)s)"), { name }, true)
            : gettext("That day is not a working day");
        say(gettext("%(reason)s, so the last day is the next working day, %(due)s (Civil Code 203)."), {
            reason,
            due: day(due),
        });
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
