/* A box over a table hides the rows that lack the words typed; a group with no row left goes too. */

for (const box of document.querySelectorAll("[data-filter-rows]")) {
    const table = document.getElementById(box.dataset.filterRows);
    const status = box.querySelector("[role=status]");
    box.hidden = false;
    box.querySelector("input").addEventListener("input", ({ target }) => {
        const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const group of table.tBodies) {
            const [head, ...rows] = group.rows;
            for (const row of rows) {
                const text = `${head.textContent} ${row.cells[0].textContent}`.toLowerCase();
                row.hidden = !words.every((word) => text.includes(word));
                shown += !row.hidden;
            }
            group.hidden = rows.every((row) => row.hidden);
        }
        status.textContent = shown ? "" : status.dataset.none;
    });
}
