/* Finding in the round: by a piece of the name or address, the code, or pinyin initials. */

const plain = (text) => String(text ?? "").normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/* Whether every word of the query is somewhere in the card; one character is enough. */
export function matches(query, card) {
    const places = [card?.name, card?.address, card?.uscc, card?.legal_representative, card?.initials]
        .flat()
        .map(plain);
    const words = String(query).normalize("NFKC").split(/\s+/).map(plain).filter(Boolean);
    return words.every((word) => places.some((place) => place.includes(word)));
}
