/* A sampling sheet (抽样单): what it lacks, and how it is handed in.

   The same demands as inspections/models/sample.py and its workflow make, said while the goods are
   still there: drawn from more than is taken, sealed, by two people, signed for or refused. */

export const blankSample = (uuid, known = {}) => ({
    uuid,
    plan: null,
    product: "",
    model: "",
    trademark: "",
    batch: "",
    made_on: "",
    standard: "",
    producer_name: "",
    producer_address: "",
    base_quantity: "",
    sample_quantity: "",
    backup_quantity: "",
    unit: "",
    place: "",
    place_detail: "",
    seals: "",
    price_paid: "",
    signed_by: "",
    signature_refused: "",
    refusal: "",
    note: "",
    ...known,
});

/* A quantity as typed, with at most two decimals, or `null`; full-width digits count too. */
export function quantityOf(typed) {
    const text = String(typed ?? "").normalize("NFKC").replace(",", ".").trim();
    return /^\d{1,8}(\.\d{1,2})?$/.test(text) ? Number(text) : null;
}

/* In hundredths: 0.1 and 0.2 are not more than 0.3. */
const cents = (typed) => Math.round(quantityOf(typed) * 100);

const isGiven = (typed) => String(typed ?? "").trim() !== "";

/* What is still missing: [the field, the words]. */
export function sampleLacks(sample, { inspectors = [], signed = false, plan = null } = {}) {
    const lacks = [];
    const demand = (isThere, name, words) => isThere || lacks.push([name, words]);
    demand(isGiven(sample.product), "product", gettext("Say which product it is."));
    if (plan && isGiven(sample.product)) {
        demand(
            sample.product.trim() === plan.product,
            "product",
            interpolate(gettext("The plan is for %(product)s."), { product: plan.product }, true),
        );
    }
    if (sample.refusal) return lacks;
    demand(isGiven(sample.standard), "standard", gettext("Say by which standard it is tested."));
    quantities(sample, demand);
    demand(isGiven(sample.unit), "unit", gettext("Say in which unit the quantities are."));
    demand(sample.place, "place", gettext("Say whether it was drawn on the market or in a store."));
    demand(isGiven(sample.seals), "seals", gettext("Write down the numbers of the seals."));
    demand(
        !isGiven(sample.price_paid) || quantityOf(sample.price_paid) !== null,
        "price_paid",
        gettext("The price is a number of at most two decimals."),
    );
    demand(
        new Set(inspectors).size >= 2,
        "samplers",
        gettext("A sample is drawn by at least two people: add your colleague to the visit."),
    );
    demand(
        isGiven(sample.signature_refused) || (isGiven(sample.signed_by) && signed),
        "signed_by",
        gettext("The party signs the sheet, or you write why it does not."),
    );
    return lacks;
}

function quantities({ base_quantity: base, sample_quantity: taken, backup_quantity: backup }, demand) {
    const areNumbers = [base, taken].every((each) => quantityOf(each) !== null);
    const backupIsNumber = !isGiven(backup) || quantityOf(backup) !== null;
    demand(
        quantityOf(base) !== null,
        "base_quantity",
        gettext("Say from how many it was drawn, a number of at most two decimals."),
    );
    demand(
        quantityOf(taken) > 0,
        "sample_quantity",
        gettext("Say how many were taken for testing, a number above 0."),
    );
    demand(
        backupIsNumber,
        "backup_quantity",
        gettext("The backup sample is a number of at most two decimals."),
    );
    if (areNumbers && backupIsNumber) {
        demand(
            cents(base) >= cents(taken) + (isGiven(backup) ? cents(backup) : 0),
            "base_quantity",
            gettext("Sample and backup together are more than what was there."),
        );
    }
}

/* No second opinion without it (产品质量法 15): good to know before one leaves. */
export const hasNoBackup = (sample) => !sample.refusal && !(quantityOf(sample.backup_quantity) > 0);

/* As it is handed in: words trimmed, quantities as numbers, what was not written left empty. */
export function packed(sample) {
    const words = Object.fromEntries(
        Object.entries(sample).map(([name, value]) => [
            name,
            typeof value === "string" ? value.trim() : value,
        ]),
    );
    return {
        ...words,
        made_on: words.made_on || null,
        base_quantity: quantityOf(sample.base_quantity),
        sample_quantity: quantityOf(sample.sample_quantity),
        backup_quantity: quantityOf(sample.backup_quantity) ?? 0,
        price_paid: quantityOf(sample.price_paid) ?? 0,
    };
}
