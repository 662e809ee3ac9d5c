/* Whether there is a line. What the browser says is a guess: a call that fails knows better. */

import { useEffect, useState } from "preact/hooks";

export function useOnline() {
    const [online, setOnline] = useState(navigator.onLine);
    useEffect(() => {
        const follow = () => setOnline(navigator.onLine);
        addEventListener("online", follow);
        addEventListener("offline", follow);
        return () => {
            removeEventListener("online", follow);
            removeEventListener("offline", follow);
        };
    }, []);
    return online;
}
