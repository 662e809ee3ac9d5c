/* Draws the tables of a dashboard: each chart reads its table, which stays one click away.

   ECharts renders to a string, so that no style attribute is ever set by markup: the pages' policy
   forbids that, and what is styled is styled through the object model. */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";
import { drawnAgain, save } from "./parts/picture.js";

echarts.use([BarChart, GridComponent, LabelLayout, LineChart, SVGRenderer]);

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
    if (kind === "funnel") return { ...base, ...funnel(rows, names, values, drawn, quiet) };
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
        series: [
            {
                ...drawn,
                type: kind === "line" ? "line" : "bar",
                barMaxWidth: 32,
                label: { ...drawn.label, position: "top" },
                labelLayout: { hideOverlap: true },
            },
        ],
    };
}

/* Stages one below the other: bars around one middle, each with its share of the first. */
function funnel(rows, names, values, drawn, quiet) {
    const first = rows[0].figure;
    const most = Math.max(...rows.map(({ figure }) => figure ?? 0));
    const share = (figure) => (first ? ` · ${Math.round((100 * figure) / first)}%` : "");
    const said = rows.map(({ figure }) => (figure === null ? "" : `${figure.toLocaleString()}${share(figure)}`));
    const aside = rows.map(({ figure }) => (most - (figure ?? 0)) / 2);
    return {
        // The longest bar has its words beside it.
        grid: { left: 4, right: 16 + 7 * Math.max(...said.map(({ length }) => length)), top: 4, bottom: 4, containLabel: true },
        xAxis: { ...values, max: most || 1, splitLine: { show: false } },
        yAxis: { ...names, inverse: true, axisLabel: { ...quiet, width: 120, overflow: "truncate" } },
        series: [
            { type: "bar", stack: "stage", data: aside, itemStyle: { color: "none" }, silent: true },
            {
                ...drawn,
                type: "bar",
                stack: "stage",
                barMaxWidth: 20,
                label: { ...drawn.label, position: "right", formatter: ({ dataIndex }) => said[dataIndex] },
            },
        ],
    };
}

function draw(place) {
    const rows = read(document.getElementById(place.dataset.table));
    const kind = place.dataset.chart;
    const width = Math.max(place.clientWidth, 240);
    const height = kind === "bar" || kind === "funnel" ? rows.length * LINE + 16 : 200;
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

for (const place of document.querySelectorAll("[data-chart]")) {
    place.hidden = false;
    place.nextElementSibling.open = false;
    let width = 0;
    new ResizeObserver(([{ contentRect }]) => {
        if (Math.round(contentRect.width) === width) return;
        width = Math.round(contentRect.width);
        draw(place);
    }).observe(place);
}

for (const buttons of document.querySelectorAll("[data-pictures]")) {
    const card = buttons.closest("section");
    const drawn = () => card.querySelector(".chart svg") ?? drawnAgain(card.querySelector("[data-picture-of]"));
    buttons.hidden = false;
    for (const button of buttons.querySelectorAll("[data-picture]")) {
        button.addEventListener("click", () => save(drawn(), button.dataset.picture, buttons.dataset.name));
    }
}

/* The palette follows the theme, of the system or chosen by hand, and paper is white. */
const again = () => document.querySelectorAll("[data-chart]").forEach(draw);
for (const media of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(media).addEventListener("change", again);
}
new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
