/* Draws the tables of a dashboard: each chart reads its table, which stays one click away.

   ECharts renders to a string, so that no style attribute is ever set by markup: the pages' policy
   forbids that, and what is styled is styled through the object model. */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, GridComponent, LineChart, SVGRenderer]);

const LINE = 26;
const paper = getComputedStyle(document.body);
const colour = (name) => paper.getPropertyValue(`--${name}`).trim();

function read(table) {
    return [...table.tBodies[0].rows].map(({ cells: [label, figure] }) => ({
        label: label.textContent.trim(),
        figure: figure.dataset.figure === undefined ? null : Number(figure.dataset.figure),
    }));
}

function options(kind, rows, tone) {
    const labels = rows.map(({ label }) => label);
    const drawn = {
        data: rows.map(({ figure }) => figure),
        itemStyle: { color: colour(tone) || colour("info") },
        lineStyle: { color: colour(tone) || colour("info"), width: 2 },
        label: { show: true, color: colour("ink"), fontSize: 12 },
        silent: true,
    };
    const quiet = { color: colour("muted"), fontSize: 12 };
    const line = { lineStyle: { color: colour("line") } };
    const names = { type: "category", data: labels, axisLabel: quiet, axisLine: line, axisTick: { show: false } };
    const values = { type: "value", min: 0, axisLabel: { show: false }, splitLine: line };
    // Names of faces in double quotes would end the attribute that they are written into.
    const textStyle = { fontFamily: paper.fontFamily.replaceAll('"', "'") };
    const base = { animation: false, textStyle };
    if (kind === "bar") {
        return {
            ...base,
            grid: { left: 4, right: 56, top: 4, bottom: 4, containLabel: true },
            xAxis: values,
            yAxis: { ...names, inverse: true, axisLabel: { ...quiet, width: 120, overflow: "truncate" } },
            series: [{ ...drawn, type: "bar", barMaxWidth: 16, label: { ...drawn.label, position: "right" } }],
        };
    }
    return {
        ...base,
        grid: { left: 8, right: 16, top: 24, bottom: 4, containLabel: true },
        xAxis: { ...names, boundaryGap: true },
        yAxis: values,
        series: [{ ...drawn, type: kind === "line" ? "line" : "bar", label: { ...drawn.label, position: "top" } }],
    };
}

function draw(place) {
    const rows = read(document.getElementById(place.dataset.table));
    const kind = place.dataset.chart;
    const width = Math.max(place.clientWidth, 240);
    const height = kind === "bar" ? rows.length * LINE + 16 : 200;
    const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
    chart.setOption(options(kind, rows, place.dataset.tone));
    const markup = chart
        .renderToSVGString()
        // Rules for what changes under the pointer; nothing here does.
        .replace(/<style[^]*<\/style>/, "")
        .replaceAll(' style="', ' data-style="');
    chart.dispose();
    const drawn = new DOMParser().parseFromString(markup, "image/svg+xml").documentElement;
    const svg = document.importNode(drawn, true);
    for (const part of [svg, ...svg.querySelectorAll("[data-style]")]) {
        part.style.cssText = part.dataset.style ?? "";
        delete part.dataset.style;
    }
    svg.setAttribute("aria-hidden", "true");
    place.replaceChildren(svg);
}

/* A picture is what is drawn, on paper: by itself it has nothing behind it. */
function picture(place) {
    const svg = place.querySelector("svg").cloneNode(true);
    const ground = document.createElementNS(svg.namespaceURI, "rect");
    for (const side of ["width", "height"]) ground.setAttribute(side, svg.getAttribute(side));
    ground.setAttribute("fill", colour("paper"));
    svg.prepend(ground);
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

async function save(place, kind, name) {
    const drawn = picture(place);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(kind === "png" ? await asPixels(drawn) : drawn);
    link.download = `${name}.${kind}`;
    link.click();
    URL.revokeObjectURL(link.href);
}

for (const place of document.querySelectorAll("[data-chart]")) {
    const card = place.closest("section");
    card.querySelector("[data-pictures]").hidden = false;
    for (const button of card.querySelectorAll("[data-picture]")) {
        button.addEventListener("click", () => {
            save(place, button.dataset.picture, card.querySelector("h3").textContent.trim());
        });
    }
    place.hidden = false;
    place.nextElementSibling.open = false;
    let width = 0;
    new ResizeObserver(([{ contentRect }]) => {
        if (Math.round(contentRect.width) === width) return;
        width = Math.round(contentRect.width);
        draw(place);
    }).observe(place);
}

/* The palette follows the theme, of the system or chosen by hand. */
const again = () => document.querySelectorAll("[data-chart]").forEach(draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
