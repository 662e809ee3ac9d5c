// The flow chart of a long case opens where the case stands, not where every case begins.

for (const scroller of document.querySelectorAll(".flow-scroller")) {
    const current = scroller.querySelector(".is-current");
    if (current) {
        const above = current.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
        scroller.scrollTop += above - scroller.clientHeight / 3;
    }
}
