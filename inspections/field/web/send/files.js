/* Records that were not sent, in one file, for a desk to take in: where a phone finds no signal.

   manifest.json           {format, version, device, person, made_at, records: [{uuid, state, packet | draft, parts}]}
   packets/<uuid>.json     what would be sent, letter by letter
   drafts/<uuid>.json      what is not handed in yet; kept for its writer, never made a visit
   parts/<sha256>          photos and signatures
*/

import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";

import { DRAFT, isUnsent } from "../store/records.js";

export const FORMAT = "qualitysup-field";
/* As much as a desk takes in at once (inspections/field_files.py). */
export const LARGEST = 400 * 2 ** 20;

/* The file as a Blob, and which records are in it. Photos are read one after another. */
export async function packed({ records, device, person }) {
    const rows = (await records.all()).filter(isUnsent);
    const pieces = [];
    const zip = new Zip((error, piece) => {
        if (error) throw error;
        pieces.push(piece);
    });
    const listed = [];
    const there = new Set();
    for (const row of rows) {
        const parts = await records.parts(row.uuid);
        // A desk takes in visits; a form is kept for its writer, who reads it there.
        const sealed = row.state !== DRAFT && !row.draft?.form;
        const name = `${sealed ? "packets" : "drafts"}/${row.uuid}.json`;
        add(new ZipDeflate(name), strToU8(sealed ? row.packet : JSON.stringify(row.draft)));
        for (const part of parts) {
            if (there.has(part.sha256)) continue;
            there.add(part.sha256);
            // Photos are packed already.
            const bytes = new Uint8Array(await part.bytes.arrayBuffer());
            add(new ZipPassThrough(`parts/${part.sha256}`), bytes);
        }
        listed.push({
            uuid: row.uuid,
            state: row.state,
            [sealed ? "packet" : "draft"]: name,
            parts: parts.map(({ bytes, uuid, ...about }) => about),
        });
    }
    const manifest = {
        format: FORMAT,
        version: 1,
        device,
        person: { id: person.id, name: person.name },
        made_at: new Date().toISOString(),
        records: listed,
    };
    add(new ZipDeflate("manifest.json"), strToU8(JSON.stringify(manifest, null, 1)));
    zip.end();
    const blob = new Blob(pieces, { type: "application/zip" });
    return { blob, uuids: rows.map(({ uuid }) => uuid) };

    function add(file, bytes) {
        zip.add(file);
        file.push(bytes, true);
    }
}

/* Into the phone's downloads. What is in it stays on the phone until the office has it. */
export async function exportUnsent(phone) {
    const { blob, uuids } = await packed(phone);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    const day = new Date().toISOString().slice(0, 10);
    link.download = `qualitysup-${phone.person.name}-${day}.zip`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    for (const uuid of uuids) await phone.records.mark(uuid, {}, { what: "exported" });
    return { count: uuids.length, size: blob.size };
}
