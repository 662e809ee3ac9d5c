/* Names for what Django's admin leaves without one: fields of tabular inlines, and pickers.
   By the same names the inlines' rows become cards on a phone. */

const TYPED = "input:not([type=hidden]), select, textarea";

function nameFields() {
    for (const table of document.querySelectorAll(".tabular table")) {
        const heads = table.tHead.rows[0].cells;
        for (const row of table.tBodies[0].rows) {
            for (const cell of row.cells) {
                const head = heads[cell.cellIndex]?.textContent.trim();
                if (!head || cell.colSpan > 1) continue;
                cell.dataset.label = head;
                for (const field of cell.querySelectorAll(TYPED)) {
                    if (!field.labels?.length) field.setAttribute("aria-label", head);
                }
            }
        }
        table.classList.add("as-cards");
    }
}

function namePickers() {
    for (const select of document.querySelectorAll("select.select2-hidden-accessible")) {
        const label = select.labels[0]?.textContent ?? select.getAttribute("aria-label") ?? "";
        const name = label.trim().replace(/[:：]$/, "");
        const picker = select.nextElementSibling;
        const box = picker.querySelector(".select2-selection");
        const value = box.querySelector(".select2-selection__rendered");
        box.removeAttribute("aria-labelledby");
        box.setAttribute("aria-label", value.title ? `${name}: ${value.title}` : name);
        if (value.matches("[role=textbox]")) value.setAttribute("aria-label", name);
        box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    }
}

function nameAll() {
    nameFields();
    namePickers();
}

// Each choice of many has its own "remove"; one more for all would stand in the list, unnamed.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
    select.dataset.allowClear = "false";
}

// Pickers are built by a "ready" callback registered earlier; this one runs after it.
if (window.django?.jQuery) window.django.jQuery(nameAll);
else nameAll();
document.addEventListener("formset:added", () => setTimeout(nameAll));

// An open picker has a search field made anew each time, at the end of the page.
document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".select2-dropdown .select2-search__field")) {
        const box = document.querySelector(".select2-container--open .select2-selection");
        target.setAttribute("aria-label", box?.getAttribute("aria-label") ?? "");
    }
});
