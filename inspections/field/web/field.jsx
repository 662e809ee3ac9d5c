/* The field app: opens what this phone keeps and starts the pages. */

import { render } from "preact";

import { followFocus } from "./ui/focus.js";
import { start } from "./store/start.js";
import { App } from "./screens/app.jsx";
import { Broken } from "./screens/broken.jsx";

const place = document.getElementById("app");

try {
    const phone = await start(place.dataset);
    render(<App phone={phone} />, clear(place));
    followFocus(place, () => document.getElementById("page"));
} catch (error) {
    render(<Broken error={error} />, clear(place));
    throw error;
}

function clear(element) {
    element.replaceChildren();
    return element;
}
