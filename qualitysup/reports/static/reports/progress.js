// How far a report is, asked for every second until it is finished.

const box = document.querySelector("[data-progress]");
const bar = box.querySelector("progress");

async function look() {
    const answer = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const report = await answer.json();
    bar.max = report.rows;
    bar.value = report.done;
    for (const place of box.querySelectorAll("[data-count]")) {
        place.textContent = report[place.dataset.count];
    }
    if (report.finished) location.reload();
}

setInterval(() => look().catch(() => {}), 1000);
