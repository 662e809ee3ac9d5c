/* What the phone is to the office: a number that it made, and a secret that it never says.

   With every call goes the secret's SHA-256, which the office keeps from the first; the secret
   itself is said once, without a sign-in, when a lost phone did what it was told to. So whoever
   learns the number, or reads the office's tables, cannot say it in the phone's place. */

import { sha256Of } from "./sha256.js";

export async function identity(shared) {
    const made = { device: crypto.randomUUID(), secret: secretOf(32) };
    // In one transaction: two tabs that are opened first of all are one phone.
    const entry = shared.transaction("things", "readwrite", { durability: "strict" });
    const device = (await entry.store.get("device")) ?? made.device;
    const secret = (await entry.store.get("secret")) ?? made.secret;
    // Nothing is written again: a phone that is full still opens.
    if (device === made.device) await entry.store.put(device, "device");
    if (secret === made.secret) await entry.store.put(secret, "secret");
    await entry.done;
    return { device, secret, seal: await sha256Of(new TextEncoder().encode(secret)) };
}

const secretOf = (bytes) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
        byte.toString(16).padStart(2, "0"),
    ).join("");
