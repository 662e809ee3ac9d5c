// One cell of the matrix is in the order of Tab; the arrow keys carry that place about. What is said
// by a key is said to the server at once, and the cell is drawn anew from what it answers.

const grid = document.querySelector("[data-matrix]");
const live = document.querySelector("[data-live]");
const refusal = document.querySelector("[data-refusal]");
const token = document.querySelector("[data-token] input")?.value;

const rows = () => [...grid.querySelectorAll("tbody tr:not(.matrix-town)")];
const cellsOf = (row) => [...row.querySelectorAll("td")];
const linkIn = (cell) => cell?.querySelector("a");

let here = linkIn(grid?.querySelector("tbody td.cell a")?.closest("td"));
if (here) here.tabIndex = 0;

function goTo(link) {
  if (!link || link === here) return;
  here.tabIndex = -1;
  here = link;
  here.tabIndex = 0;
  here.focus();
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function place() {
  const row = here.closest("tr");
  return { all: rows(), row, column: cellsOf(row).indexOf(here.closest("td")) };
}

function down(by) {
  const { all, row, column } = place();
  const to = all[Math.min(Math.max(all.indexOf(row) + by, 0), all.length - 1)];
  goTo(linkIn(cellsOf(to)[column]));
}

function across(by) {
  const { row, column } = place();
  const cells = cellsOf(row);
  goTo(linkIn(cells[Math.min(Math.max(column + by, 0), cells.length - 1)]));
}

// To the first village of the town after or before.
function town(by) {
  const { row, column } = place();
  const towns = [...grid.tBodies];
  const to = towns[towns.indexOf(row.closest("tbody")) + by];
  if (to) goTo(linkIn(cellsOf(to.querySelector("tr:not(.matrix-town)"))[column]));
}

const all = Number.MAX_SAFE_INTEGER;
const keys = {
  ArrowDown: () => down(1),
  ArrowUp: () => down(-1),
  ArrowRight: () => across(1),
  ArrowLeft: () => across(-1),
  Home: (event) => (event.ctrlKey ? down(-all) : across(-all)),
  End: (event) => (event.ctrlKey ? down(all) : across(all)),
  PageDown: () => town(1),
  PageUp: () => town(-1),
  n: () => mark("none"),
  z: () => mark("back"),
};

grid?.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey || !event.target.closest("td.cell")) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || (event.ctrlKey && !["Home", "End"].includes(event.key))) return;
  event.preventDefault();
  act(event);
});

// A click or a tap leaves the place where it fell.
grid?.addEventListener("focusin", (event) => {
  const link = event.target.closest("td.cell a");
  if (!link || link === here) return;
  here.tabIndex = -1;
  here = link;
  here.tabIndex = 0;
});

async function mark(as) {
  if (!grid.dataset.mark) return;
  const link = here;
  refusal.hidden = true;
  let answer;
  try {
    answer = await fetch(grid.dataset.mark, {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      body: new URLSearchParams({ cell: link.dataset.cell, as }),
    });
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
  } catch {
    refuse(grid.dataset.wordsLost);
    return;
  }
  const told = await answer.json();
  if (told.reasons) {
    refuse(told.reasons.join(" "));
    return;
  }
  redraw(link, told);
  live.textContent = told.words;
}

function refuse(words) {
  refusal.textContent = words;
  refusal.hidden = false;
}

function redraw(link, { cell, town: sums, all: whole }) {
  const holder = document.createElement("template");
  holder.innerHTML = `<table><tbody><tr>${cell}</tr></tbody></table>`;
  const drawn = holder.content.querySelector("td");
  const isHere = link === here;
  const hadFocus = document.activeElement === link;
  link.closest("td").replaceWith(drawn);
  if (isHere) {
    here = linkIn(drawn);
    here.tabIndex = 0;
    if (hadFocus) here.focus();
  }
  for (const sum of document.querySelectorAll("[data-sum]")) {
    sum.textContent = whole[sum.dataset.sum];
  }
  const shown = grid.querySelector(`[data-town="${sums.code}"] [data-sums]`);
  if (shown) shown.textContent = shown.dataset.sums.replace(/\{(\w+)\}/g, (_all, key) => sums[key]);
}
