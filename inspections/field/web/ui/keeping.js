/* Writing a draft: what the hand does is on the screen at once, and called kept when the disk has it.

   One keeper a record, as long as the app is open: a page that is left keeps writing. Changes that
   the disk refused stay here and on the screen, and are tried again with the next one. */

import { useEffect, useState } from "preact/hooks";

import { Frozen } from "../store/records.js";
import { useLive } from "./live.js";

const keepers = new Map();

function keeperOf(records, uuid) {
    if (!keepers.has(uuid)) keepers.set(uuid, keeper(records, uuid));
    return keepers.get(uuid);
}

function keeper(records, uuid) {
    const listeners = new Set();
    const found = { row: undefined, keptAt: null, problem: null };
    // Each makes a draft of a draft; they are made again of whatever another tab wrote.
    let waiting = [];
    let writing = null;

    const tell = () => listeners.forEach((listener) => listener());
    const changed = (draft, changes) => changes.reduce((before, change) => change(before), draft);
    const shown = (row) => row && { ...row, draft: changed(row.draft, waiting) };

    async function load() {
        const row = await records.one(uuid);
        found.row = shown(row) ?? null;
        tell();
        return true;
    }

    /* Change the draft; resolves to whether the disk has it. */
    function edit(change) {
        waiting.push(change);
        found.row = { ...found.row, draft: change(found.row.draft) };
        tell();
        return keep();
    }

    function keep() {
        writing ??= write().finally(() => {
            writing = null;
        });
        return writing;
    }

    async function write() {
        while (waiting.length) {
            const batch = [...waiting];
            try {
                const row = await records.edit(uuid, (draft) => changed(draft, batch));
                waiting = waiting.slice(batch.length);
                Object.assign(found, { row: shown(row), keptAt: Date.now(), problem: null });
            } catch (error) {
                if (error instanceof Frozen) waiting = [];
                found.problem = error;
                tell();
                return false;
            }
            tell();
        }
        return true;
    }

    addEventListener("beforeunload", (event) => {
        if (waiting.length) event.preventDefault();
    });
    return { found, listeners, load, edit, keep };
}

/* The record, its draft as it stands on the screen, and how to change it. */
export function useRecord(phone, uuid) {
    const one = keeperOf(phone.records, uuid);
    const [, again] = useState(0);
    useEffect(() => {
        const follow = () => again((n) => n + 1);
        one.listeners.add(follow);
        return () => one.listeners.delete(follow);
    }, [one]);
    useLive(one.load, [one]);
    const { row, keptAt, problem } = one.found;
    const set = (name, value) => one.edit((draft) => ({ ...draft, [name]: value }));
    return { row, draft: row?.draft, keptAt, problem, edit: one.edit, set, keep: one.keep };
}
