/* Before the first round is on the phone: who is this? Signing in is the office's own page. */

import { useState } from "preact/hooks";

import { SignedOut, Unreachable } from "../send/calls.js";
import { useLive } from "../ui/live.js";

export function SignIn({ phone, onPerson }) {
    const [problem, setProblem] = useState("");
    const asked = useLive(async () => {
        try {
            const { content } = await phone.server.get("field/me/");
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
            <a class="button" href={`${phone.signIn}?next=${location.pathname}`}>
                {gettext("Sign in")}
            </a>
        </main>
    );
}
