/* Where in the app one is: the words after `#/`, so that the browser's own back works. */

import { useEffect, useState } from "preact/hooks";

const read = () => location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);

export const address = (...words) => `#/${words.join("/")}`;

export function go(...words) {
    location.hash = address(...words);
}

export function usePath() {
    const [path, setPath] = useState(read);
    useEffect(() => {
        const follow = () => {
            setPath(read());
            scrollTo(0, 0);
            document.getElementById("page")?.focus({ preventScroll: true });
        };
        addEventListener("hashchange", follow);
        return () => removeEventListener("hashchange", follow);
    }, []);
    return path;
}
