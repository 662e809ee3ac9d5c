/* Before the first round is on the phone: who is this? Signing in is the office's own page. */

import { useRef, useState } from "preact/hooks";

import { SignedOut, Unreachable } from "../send/calls.js";
import { signInAddress } from "../ui/line.jsx";
import { useLive } from "../ui/live.js";

export function SignIn({ phone, onPerson }) {
    const [problem, setProblem] = useState("");
    const entered = useRef(false);
    const asked = useLive(async () => {
        // Entering changes the store, which would ask again.
        if (entered.current) return true;
        try {
            const { content } = await phone.server.get("field/me/");
            entered.current = true;
            await onPerson(content);
        } catch (error) {
            if (error instanceof Unreachable) {
                setProblem(gettext("The first time, the app needs signal to learn who you are."));
            } else if (!(error instanceof SignedOut)) {
                setProblem(error.message);
            }
        }
        return true;
    });
    if (!asked) return <main class="empty">{gettext("Asking the office who you are …")}</main>;
    return (
        <main class="empty">
            <h1>{gettext("Field app")}</h1>
            <p>{problem || gettext("Sign in once with signal; then the app works without it.")}</p>
            <Ordered phone={phone} />
            <a class="button" href={signInAddress(phone)}>
                {gettext("Sign in")}
            </a>
        </main>
    );
}

/* What the office had done to this phone, until somebody signs in. */
function Ordered({ phone }) {
    const ordered = useLive(() => phone.shared.get("things", "ordered"), [phone]);
    if (!ordered) return null;
    return (
        <p class="late" role="alert">
            {ordered.done === "wipe"
                ? gettext("The office signed this phone out and had its records deleted.")
                : gettext("The office signed this phone out. Its records are kept; sign in to go on.")}
        </p>
    );
}
