/* A path in a packet, such as `answers[3].number`, in the words that stand on the screen. Pure. */

/* Messages, so that they are extracted; said when a path is read. */
const NAMES = {
    kind: () => gettext("kind of visit"),
    errand: () => gettext("what it was made for"),
    enterprise: () => gettext("enterprise"),
    party: () => gettext("party"),
    checklist_version: () => gettext("checklist"),
    started_at: () => gettext("begin"),
    ended_at: () => gettext("end"),
    place: () => gettext("place"),
    point: () => gettext("position"),
    inspectors: () => gettext("inspectors"),
    present: () => gettext("who was present"),
    witness: () => gettext("witness"),
    rights_told: () => gettext("rights told"),
    signature_refused: () => gettext("why the party did not sign"),
    summary: () => gettext("summary"),
    outcome: () => gettext("outcome"),
    disposition: () => gettext("disposition"),
    answers: () => gettext("answer"),
    photos: () => gettext("photo"),
    signatures: () => gettext("signature"),
    on_paper: () => gettext("who signs on paper"),
    samples: () => gettext("sample"),
    proposals: () => gettext("what is to be put right"),
    reinspected: () => gettext("re-inspected item"),
};

/* `itemText` gives an item's words by its key: "photo 3", "answer 4: Guard is there". */
export function inWords(path, packet, itemText = (key) => key) {
    const [, name, index] = /^(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
    const what = NAMES[name]?.() ?? path;
    if (index === undefined) return what;
    const one = packet[name]?.[index];
    const numbered = `${what} ${Number(index) + 1}`;
    const item = one?.item == null ? "" : itemText(one.item);
    return item ? `${numbered}: ${item}` : numbered;
}
