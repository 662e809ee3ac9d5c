/* The unified social credit code (统一社会信用代码, GB 32100-2015) as enterprises/uscc.py takes it. */

const ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const FORM = /^\d{8}[0-9A-HJ-NPQRTUWXY]{10}$/;

/* Full width, lower case, spaces and dashes as the register keeps them. */
export const normalise = (typed) =>
    String(typed ?? "")
        .normalize("NFKC")
        .toUpperCase()
        .replace(/[^\p{L}\p{N}]/gu, "");

/* Why this is no code, in words; nothing where it is one, or where none was typed. */
export function whatIsWrong(typed) {
    const code = normalise(typed);
    if (!code) return "";
    if (code.length !== 18) {
        const words = gettext("A unified social credit code has 18 characters, this has %(count)s.");
        return interpolate(words, { count: code.length }, true);
    }
    if (!FORM.test(code)) {
        return gettext("A unified social credit code has 8 digits, then digits and letters without I, O, S, V and Z.");
    }
    return code.at(-1) === checkDigit(code)
        ? ""
        : gettext("The check digit is wrong. Compare the code with the business licence.");
}

function checkDigit(code) {
    let [total, weight] = [0, 1];
    for (const character of code.slice(0, -1)) {
        total += ALPHABET.indexOf(character) * weight;
        weight = (weight * 3) % 31;
    }
    return ALPHABET[(31 - (total % 31)) % 31];
}
