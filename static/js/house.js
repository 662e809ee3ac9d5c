/* What the frame needs of a script: menus close, Ctrl+K goes to the search box, folds stay as left,
   tables become cards. */

const menus = "details.menu, details.filter";

document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(menus)) {
        if (menu.open && !menu.contains(target)) menu.open = false;
    }
});

document.addEventListener("keydown", ({ key, target }) => {
    const menu = key === "Escape" && target.closest(menus);
    if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
    }
});

/* The keys that the box itself announces. A single one would be pressed by those who dictate. */
const box = document.querySelector(".house-search input");

document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey } = event;
    if (!box || key.toLowerCase() !== "k" || !(ctrlKey || metaKey)) return;
    event.preventDefault();
    box.focus();
    box.select();
});

/* What was folded or opened by hand stays so on the next pages; where the person is, it is open. */
for (const fold of document.querySelectorAll("details[data-fold]")) {
    const key = `fold:${fold.dataset.fold}`;
    const kept = localStorage.getItem(key);
    if (kept && !fold.querySelector("[aria-current]")) fold.open = kept === "open";
    // Before the fold turns; "toggle" also tells of those that the page itself has opened.
    fold.querySelector("summary").addEventListener("click", () => {
        localStorage.setItem(key, fold.open ? "closed" : "open");
    });
}

/* On a phone the line of entries is wider than the screen. */
document
    .querySelector(".house-nav [aria-current]")
    ?.scrollIntoView({ block: "nearest", inline: "center" });

for (const table of document.querySelectorAll("table.cards, #result_list")) {
    const heads = [...table.tHead.rows[0].cells].map((cell) =>
        (cell.querySelector(".text") ?? cell).textContent.trim(),
    );
    for (const row of table.tBodies[0].rows) {
        for (const cell of row.cells) {
            const head = cell.tagName === "TD" && heads[cell.cellIndex];
            if (head && !cell.classList.contains("action-checkbox")) cell.dataset.label = head;
        }
    }
    table.classList.add("as-cards");
}
