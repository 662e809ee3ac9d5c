// The progress of one import, asked for every second until it is finished.

const box = document.querySelector("[data-progress]");
const bar = box.querySelector("progress");

async function look() {
  const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const job = await answer.json();
  bar.max = job.rows || 1;
  bar.value = job.done;
  for (const place of box.querySelectorAll("[data-count]")) {
    place.textContent = job[place.dataset.count];
  }
  if (job.finished) location.reload();
}

setInterval(() => look().catch(() => {}), 1000);
