/* How long to wait before the next try. Pure: time and chance are given. */

const FIRST = 5_000;
const LONGEST = 10 * 60_000;

/* Twice as long each time, and never the same for all the phones of a town: half of it is chance. */
export function pause(tries, chance = Math.random()) {
    const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 20));
    return Math.round(whole / 2 + (whole / 2) * chance);
}

/* What the server asks for in Retry-After, seconds or a date, in milliseconds. */
export function asked(header, now) {
    if (!header) return 0;
    const seconds = Number(header);
    const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
    return Math.min(Math.max(wait || 0, 0), LONGEST);
}

/* A moment further off than any pause was set by a clock that was wrong. */
export const isDue = (moment, now) => !(moment > now) || moment > now + LONGEST;
