/* Where the keyboard goes on, when what it stood on is gone.

   A button that was pressed often gives way to what it opened; the browser then forgets where one
   was, and a screen reader falls silent. Here the place is remembered: the first thing at it or
   behind it that can be used takes over. */

const USABLE =
    "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']";

/* From now on for all that is drawn in `root`; `home` is where one stands when nothing is left. */
export function followFocus(root, home) {
    let last = null;
    // Its start stays between the same neighbours, whatever is put in or taken out.
    const place = document.createRange();
    root.addEventListener("focusin", ({ target }) => {
        last = target;
        place.setStartBefore(target);
        place.collapse(true);
    });
    new MutationObserver(() => {
        if (!last || last.isConnected || document.activeElement !== document.body) return;
        last = null;
        focus(nextAt(place, root) ?? home());
    }).observe(root, { childList: true, subtree: true });
}

function nextAt(place, root) {
    const page = root.querySelector("main") ?? root;
    return [...page.querySelectorAll(USABLE)].find(
        (one) => place.comparePoint(one, 0) >= 0 && one.checkVisibility?.() !== false,
    );
}

/* Stand on it, and have it in sight. */
export function focus(element) {
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: "nearest" });
}
