/* What a round on the phone lacks, said before the inspector leaves and not at the door. */

import { day } from "./dates.js";

const MINUTE = 60_000;
const SKEWED = 5 * MINUTE;
/* A badge that ends within so many days is renewed before it does. */
const SOON = 30 * 24 * 60 * MINUTE;

/* Sentences, each with its tone: "late" keeps from working, "soon" is good to know. */
export function lacks({ about, today, stops, checklists, pictures, known, shellKept, canKeep }) {
    if (!about) return [];
    const said = [];
    const say = (tone, words, names = {}) =>
        said.push({ tone, words: interpolate(words, names, true) });

    if (!shellKept) {
        say("late", gettext("The app itself is not kept on this phone yet: wait a moment with signal, then open it again."));
    }
    if (!canKeep) {
        say("late", gettext("This window keeps no photos. Open the app in an ordinary window, not in a private one."));
    }
    // Forms alone need neither a round nor a checklist nor a badge.
    if (about.visits) {
        sayOfDays(about, today, say);
        sayOfChecklists(stops, checklists, say);
    }
    const absent = [...pictures].filter((sha256) => !known.has(sha256)).length;
    if (absent) {
        say(
            "soon",
            ngettext(
                "%(count)s photo from before is not on this phone yet.",
                "%(count)s photos from before are not on this phone yet.",
                absent,
            ),
            { count: absent },
        );
    }
    if (about.visits) sayOfBadges(about, today, say);
    sayOfClock(about.skew, say);
    return said;
}

function sayOfDays({ days }, today, say) {
    const known = days.find(({ on }) => on === today);
    if (!known) {
        say("late", gettext("Today's round is not on this phone."));
    } else if (!known.planned) {
        say("soon", gettext("No round is planned for today; what is due is listed instead."));
    }
    const unplanned = days.filter(({ on, planned }) => on > today && !planned);
    if (unplanned.length) {
        say("soon", gettext("No round is planned for %(days)s."), {
            days: unplanned.map(({ on }) => day(on)).join(gettext(", ")),
        });
    }
}

function sayOfChecklists(stops, checklists, say) {
    if (!checklists.size) {
        say("late", gettext("No checklist is on this phone."));
        return;
    }
    for (const { checklist_version: version, card } of stops) {
        if (version != null && !checklists.has(version)) {
            say("late", gettext("The checklist for %(name)s is not on this phone."), {
                name: card?.name ?? "",
            });
        }
    }
}

function sayOfBadges({ me, colleagues }, today, say) {
    const end = me.badge_valid_to;
    if (!me.badge_number || !end) {
        say("late", gettext("You have no enforcement badge on file; a visit needs one."));
    } else if (end < today) {
        say("late", gettext("Your enforcement badge ended on %(day)s."), { day: day(end) });
    } else if (Date.parse(end) - Date.parse(today) < SOON) {
        say("soon", gettext("Your enforcement badge ends on %(day)s."), { day: day(end) });
    }
    if (!colleagues?.some((one) => one.badge_number && one.badge_valid_to >= today)) {
        say("late", gettext("Nobody with a valid badge is listed to go with you; a visit needs two."));
    }
}

function sayOfClock(skew, say) {
    if (!Number.isFinite(skew) || Math.abs(skew) < SKEWED) return;
    const words =
        skew > 0
            ? gettext("This phone's clock is %(time)s slow. Set it right: records carry its time.")
            : gettext("This phone's clock is %(time)s fast. Set it right: records carry its time.");
    say("late", words, { time: span(Math.abs(skew)) });
}

function span(milliseconds) {
    const minutes = Math.round(milliseconds / MINUTE);
    const units = [
        [1440, (count) => ngettext("%(count)s day", "%(count)s days", count)],
        [60, (count) => ngettext("%(count)s hour", "%(count)s hours", count)],
        [1, (count) => ngettext("%(count)s minute", "%(count)s minutes", count)],
    ];
    const [size, words] = units.find(([size]) => minutes >= size);
    const count = Math.round(minutes / size);
    return interpolate(words(count), { count }, true);
}
