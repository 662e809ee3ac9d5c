/* What the frame needs of a script: open menus close again, and tables become cards on a phone. */

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
