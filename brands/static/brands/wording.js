// What stands against a text about an honour, asked of the server while somebody types.

const box = document.querySelector("[data-wording]");
const form = box?.closest("form");
const PAUSE = 600;

if (form?.elements.text) {
  let waiting;
  let latest = 0;

  const look = async () => {
    const mine = ++latest;
    const said = new FormData();
    for (const name of ["honour", "headline", "text", "csrfmiddlewaretoken"]) {
      said.set(name, form.elements[name]?.value ?? "");
    }
    const answer = await fetch(box.dataset.wording, { method: "POST", body: said });
    // An answer that comes late is about other words.
    if (answer.ok && mine === latest) box.innerHTML = await answer.text();
  };

  for (const name of ["honour", "headline", "text"]) {
    form.elements[name]?.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => look().catch(() => {}), PAUSE);
    });
  }
}
