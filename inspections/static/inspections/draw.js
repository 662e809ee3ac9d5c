// A draw under work, asked for every second; and the pool of a draft, counted while it is typed.

const box = document.querySelector("[data-progress]");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  box.querySelector("progress").value = job.done;
  for (const place of box.querySelectorAll("[data-count]")) {
    place.textContent = job[place.dataset.count];
  }
  if (job.finished) location.reload();
}

if (box) setInterval(() => look().catch(() => {}), 1000);

const pool = document.querySelector("[data-pool]");
const form = pool?.closest("form");
let waiting, asking;

async function count() {
  asking?.abort();
  asking = new AbortController();
  const typed = new URLSearchParams(new FormData(form));
  typed.delete("csrfmiddlewaretoken");
  if (pool.dataset.draw) typed.set("draw", pool.dataset.draw);
  const answer = await fetch(`${pool.dataset.pool}?${typed}`, { signal: asking.signal });
  if (answer.ok) pool.querySelector("[data-pool-count]").innerHTML = await answer.text();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(() => count().catch(() => {}), 400);
}

if (form) {
  form.addEventListener("input", soon);
  // The admin's pickers tell of a choice in their own way only.
  window.django?.jQuery(form).on("change", soon);
  soon();
}
