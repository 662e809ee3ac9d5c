// How far a run of a plan is, asked for every second until it is finished.

const box = document.querySelector("[data-progress]");
const bar = box.querySelector("progress");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const run = await answer.json();
  bar.max = run.rows || 1;
  bar.value = run.done;
  for (const place of box.querySelectorAll("[data-count]")) {
    place.textContent = run[place.dataset.count];
  }
  if (run.finished) location.reload();
}

setInterval(() => look().catch(() => {}), 1000);
