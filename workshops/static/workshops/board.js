// A place is given in four ways that end in one dialog: dragging, Enter and arrow keys, tapping, or
// (without this script) the plain form that each link leads to. The server says what fits and why
// not, and decides again when the dialog is sent.

const board = document.querySelector("[data-board]");
const { chances, ...words } = board.dataset;
const live = board.querySelector("[data-live]");
const body = board.querySelector("[data-body]");
const hand = board.querySelector("[data-hand]");
const dialog = board.querySelector("[data-dialog]");
const form = dialog?.querySelector("form");

// Who is picked up: its card, the link to return to, and what each unit says of it once asked.
let picked = null;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
// What everybody reads, and what a screen reader hears after it.
const named = (button, shown, heard) => {
  const more = document.createElement("span");
  more.className = "visually-hidden";
  more.textContent = ` · ${heard}`;
  button.replaceChildren(shown, more);
};
const say = (text) => {
  live.textContent = text;
};
const units = () => [...body.querySelectorAll("[data-unit]")];
const open = () => units().filter((unit) => !unit.querySelector("[data-here]").hidden);
const json = { headers: { Accept: "application/json" } };

// --- Picking up, letting go ----------------------------------------------------------------------

async function pick(card, link) {
  letGo();
  const mine = { card, link, name: card.dataset.name, units: null };
  picked = mine;
  card.classList.add("is-picked");
  board.classList.add("is-picking");
  try {
    const answer = await fetch(`${chances}?relocation=${card.dataset.relocation}`, json);
    if (!answer.ok) throw new Error(answer.status);
    mine.units = (await answer.json()).units;
  } catch {
    if (picked !== mine) return false;
    letGo();
    say(words.wordsLost);
    return false;
  }
  if (picked !== mine) return false;
  show(mine);
  return true;
}

function show({ card, name, units: found }) {
  for (const unit of units()) {
    const chance = found[unit.dataset.unit];
    const here = unit.querySelector("[data-here]");
    const why = unit.querySelector("[data-why]");
    unit.classList.toggle("is-unfit", !chance?.fits);
    here.hidden = !chance?.fits;
    why.hidden = !chance || chance.fits;
    if (!chance) continue;
    const code = unit.dataset.code;
    named(here, words.wordsPlace, fill(words.wordsHere, { name, unit: code, words: chance.words }));
    why.textContent = chance.fits ? "" : chance.words;
  }
  hand.hidden = false;
  hand.querySelector("[data-hand-words]").textContent = fill(words.wordsTap, { name });
  const count = open().length;
  say(fill(count ? words.wordsPicked : words.wordsNone, { name, count }));
}

function letGo({ back = false } = {}) {
  if (!picked) return;
  const { card, link, name } = picked;
  picked = null;
  card.classList.remove("is-picked");
  board.classList.remove("is-picking");
  hand.hidden = true;
  for (const unit of units()) {
    unit.classList.remove("is-unfit", "is-over");
    unit.querySelector("[data-here]").hidden = true;
    unit.querySelector("[data-why]").hidden = true;
  }
  if (back) {
    link.focus();
    say(fill(words.wordsDropped, { name }));
  }
}

const linkOf = (card) => card.querySelector("[data-pick]");

body.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-pick]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    if (await pick(link.closest("[data-pickable]"), link)) {
      (open()[0]?.querySelector("[data-here]") ?? hand.querySelector("[data-let-go]")).focus();
    }
    return;
  }
  const here = event.target.closest("[data-here]");
  if (here) ask(here.closest("[data-unit]"));
});

hand.querySelector("[data-let-go]").addEventListener("click", () => letGo({ back: true }));

board.addEventListener("keydown", (event) => {
  if (!picked || dialog?.open) return;
  if (event.key === "Escape") {
    event.preventDefault();
    letGo({ back: true });
    return;
  }
  const here = event.target.closest("[data-here]");
  if (!here) return;
  const fitting = open();
  const at = fitting.indexOf(here.closest("[data-unit]"));
  const last = fitting.length - 1;
  const to = {
    ArrowRight: at === last ? 0 : at + 1,
    ArrowDown: at === last ? 0 : at + 1,
    ArrowLeft: at === 0 ? last : at - 1,
    ArrowUp: at === 0 ? last : at - 1,
    Home: 0,
    End: last,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  fitting[to].querySelector("[data-here]").focus();
});

// --- Dragging ------------------------------------------------------------------------------------

body.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-pickable]");
  if (!card) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.name);
  pick(card, linkOf(card));
});

// Before the server has answered every unit may still fit; it is asked again when one is dropped.
const takes = (unit) => picked && unit && (!picked.units || picked.units[unit.dataset.unit]?.fits);

body.addEventListener("dragover", (event) => {
  const unit = event.target.closest?.("[data-unit]");
  for (const other of units()) other.classList.toggle("is-over", other === unit && takes(unit));
  if (!takes(unit)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
});

body.addEventListener("drop", (event) => {
  const unit = event.target.closest?.("[data-unit]");
  if (!takes(unit)) return;
  event.preventDefault();
  unit.classList.remove("is-over");
  ask(unit);
});

body.addEventListener("dragend", () => {
  if (!dialog?.open) letGo();
});

// --- First day and last --------------------------------------------------------------------------

function ask(unit) {
  const { card, name } = picked;
  const { relocation, version, held, starts, ends } = card.dataset;
  const chance = picked.units?.[unit.dataset.unit];
  form.reset();
  refuse([]);
  form.elements.relocation.value = relocation;
  form.elements.version.value = version;
  form.elements.unit.value = unit.dataset.unit;
  form.elements.starts_on.value = starts && starts > (chance?.since ?? "") ? starts : (chance?.since ?? "");
  form.elements.ends_on.value = ends ?? "";
  // Only a place that is changed needs a reason.
  dialog.querySelector('[data-field="note"]').hidden = !held;
  dialog.querySelector("[data-dialog-words]").textContent = `${name} → ${unit.dataset.code}`;
  dialog.returned = unit.querySelector("[data-here]");
  dialog.showModal();
  form.elements.starts_on.focus();
}

function refuse(reasons) {
  const place = dialog.querySelector("[data-refusal]");
  place.hidden = !reasons.length;
  place.textContent = reasons.join(" ");
}

dialog?.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());

dialog?.addEventListener("close", () => {
  // Given up: still in the hand, and the focus is where it was.
  if (picked) (dialog.returned.hidden ? picked.link : dialog.returned).focus();
});

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), ...json });
    const told = await answer.json();
    if (answer.ok) given(told);
    else refuse(told.reasons);
  } catch {
    refuse([words.wordsLost]);
  } finally {
    button.disabled = false;
  }
});

function given({ message, unit, board: html }) {
  letGo();
  dialog.close();
  body.innerHTML = html;
  body.querySelector(`[data-unit="${unit}"]`)?.focus();
  say(message);
}
