/* Pictures to be taken away: of a chart as it is drawn, and of what the page's own rules draw. */

const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["width", "height"];

const made = (name, attributes) => {
    const part = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    return part;
};

/* By itself a picture has nothing behind it. */
function onPaper(svg) {
    const paper = getComputedStyle(document.body).getPropertyValue("--paper").trim();
    const [width, height] = SIDES.map((side) => svg.getAttribute(side));
    svg.prepend(made("rect", { width, height, fill: paper }));
    return new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" });
}

async function asPixels(blob) {
    const image = new Image();
    const address = URL.createObjectURL(blob);
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width * 2;
    canvas.height = image.height * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
}

export async function save(svg, kind, name) {
    const drawn = onPaper(svg.cloneNode(true));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(kind === "png" ? await asPixels(drawn) : drawn);
    link.download = `${name}.${kind}`;
    link.click();
    URL.revokeObjectURL(link.href);
}

/* The lines of a text as they stand on the page: by its characters, for it breaks where it likes. */
function* linesOf(text) {
    const range = document.createRange();
    let line = null;
    for (let at = 0; at < text.length; at += 1) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        if (line && Math.abs(line.box.top - box.top) < 2) line.words += text.data[at];
        else {
            if (line) yield line;
            line = { box, words: text.data[at] };
        }
    }
    if (line) yield line;
}

/* A table or tiles as the page draws them: each box with its colour, each line of text. */
export function drawnAgain(place) {
    const { left, top } = place.getBoundingClientRect();
    const [width, height] = [place.scrollWidth, place.scrollHeight].map((side) => Math.ceil(side) + 1);
    const svg = made("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
    for (const box of place.querySelectorAll("td, .town, .legend i")) {
        const { backgroundColor, borderColor, borderTopWidth } = getComputedStyle(box);
        const at = box.getBoundingClientRect();
        const line = parseFloat(borderTopWidth) ? borderColor : "none";
        const size = { x: at.left - left, y: at.top - top, width: at.width, height: at.height };
        svg.append(made("rect", { ...size, fill: backgroundColor, stroke: line }));
    }
    const shapes = place.querySelector("svg.shapes");
    if (shapes) svg.append(shapesOf(shapes, left, top));
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT, (text) =>
        text.parentElement.closest(".visually-hidden, svg") || !text.data.trim()
            ? NodeFilter.FILTER_REJECT
            : NodeFilter.FILTER_ACCEPT,
    );
    while (texts.nextNode()) {
        const { color, fontSize, fontWeight, fontFamily } = getComputedStyle(texts.currentNode.parentElement);
        const font = { "font-size": fontSize, "font-weight": fontWeight, "font-family": fontFamily };
        for (const { box, words } of linesOf(texts.currentNode)) {
            // Where the letters stand, in a box of their height.
            const foot = { x: box.left - left, y: box.top - top + box.height * 0.8 };
            const line = made("text", { ...foot, ...font, fill: color });
            line.textContent = words;
            svg.append(line);
        }
    }
    return svg;
}

/* What style sheets colour is coloured by attributes, for there are none where it goes. */
function shapesOf(drawn, left, top) {
    const copy = drawn.cloneNode(true);
    const at = drawn.getBoundingClientRect();
    const size = { x: at.left - left, y: at.top - top, width: at.width, height: at.height };
    for (const [key, value] of Object.entries(size)) copy.setAttribute(key, value);
    const looks = ["fill", "fill-rule", "stroke", "stroke-width", "font-size", "font-family", "text-anchor"];
    const parts = drawn.querySelectorAll("path, text");
    copy.querySelectorAll("path, text").forEach((part, n) => {
        const look = getComputedStyle(parts[n]);
        for (const name of looks) part.setAttribute(name, look.getPropertyValue(name));
    });
    // Nothing in a picture leads anywhere.
    for (const link of copy.querySelectorAll("a")) link.removeAttribute("href");
    return copy;
}
