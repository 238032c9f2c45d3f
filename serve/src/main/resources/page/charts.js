// Curves on uPlot, in the colours of the page's theme.

import uPlot from "./uPlot.esm.js";
import { el, say, throttled } from "./dom.js";

const REDRAWN_EVERY = 500;
const dark = matchMedia("(prefers-color-scheme: dark)");

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * A chart over epochs.
 *
 * @param title above it
 * @param series of each: label, colour (a custom property's name), dash, and words for a value
 * @param log whether the scale is logarithmic
 * @param words for a value
 * @param ticks words for one at the axis
 */
export function chart({ title, series, log = false, words, ticks = words, height = 200 }) {
  const values = series.map(() => el("span", { class: "value" }, "–"));
  const legend = el(
    "ul",
    { class: "legend" },
    series.map((one, i) => {
      const mark = el("span", { class: `mark ${style(one.dash)}`, "aria-hidden": "true" });
      mark.style.setProperty("--mark", `var(--${one.colour})`);
      return el("li", {}, mark, el("span", {}, one.label), values[i]);
    }),
  );
  const plot = el("div", { class: "plot", role: "img", "aria-label": `${title}: no figures yet` });
  const empty = el("p", { class: "empty" }, "No figures yet");
  const element = el("figure", { class: "chart" }, el("figcaption", {}, el("h3", {}, title), legend), plot, empty);
  plot.style.height = `${height}px`;
  let data = [[], ...series.map(() => [])];
  let drawn;

  const latest = (i) => data[i + 1].findLast((value) => value !== null && value !== undefined);

  function tellValues(index) {
    series.forEach((one, i) => {
      const value = index === null || index === undefined ? latest(i) : data[i + 1][index];
      say(values[i], value === null || value === undefined ? "–" : words(value));
    });
  }

  function describe() {
    const parts = series.map((one, i) => `${one.label} ${latest(i) === undefined ? "none" : words(latest(i))}`);
    const label = `${title}, latest: ${parts.join(", ")}`;
    if (plot.getAttribute("aria-label") !== label) {
      plot.setAttribute("aria-label", label);
    }
  }

  function make() {
    drawn?.destroy();
    const axis = {
      stroke: colour("muted"),
      grid: { stroke: colour("grid"), width: 1, ...(log && { filter: decades }) },
      ticks: { show: false },
      font: "12px system-ui, sans-serif",
    };
    drawn = new uPlot(
      {
        width: Math.max(plot.clientWidth, 120),
        height,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        padding: [8, 10, 0, 0],
        scales: {
          x: { time: false, range: (_, low, high) => [0, Math.max(1, high ?? 1)] },
          y: log ? { distr: 3 } : { range: (_, low, high) => [Math.min(0, low ?? 0), (high || 1) * 1.06] },
        },
        axes: [
          { ...axis, space: 30, size: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] },
          {
            ...axis,
            ...(log && { filter: decades }),
            size: 52,
            space: 34,
            values: (_, splits) => splits.map((split) => (split === null ? "" : ticks(split))),
          },
        ],
        series: [
          {},
          ...series.map((one) => ({
            label: one.label,
            stroke: colour(one.colour),
            width: 2,
            dash: one.dash,
            spanGaps: true,
            paths: one.stepped ? uPlot.paths.stepped({ align: -1 }) : undefined,
            points: { show: (u, i) => u.data[i].filter((value) => value !== null).length < 3, size: 6 },
          })),
        ],
        hooks: { setCursor: [(u) => tellValues(u.cursor.idx)] },
      },
      data,
      plot,
    );
  }

  function draw() {
    if (!plot.isConnected) {
      return;
    }
    const some = data[0].length > 0;
    empty.hidden = some;
    plot.hidden = !some;
    if (some) {
      drawn ? drawn.setData(data) : make();
      tellValues(drawn.cursor.idx);
      describe();
    }
  }

  const redraw = throttled(REDRAWN_EVERY, draw);
  const sizes = new ResizeObserver(() => {
    if (drawn && plot.clientWidth > 0 && plot.clientWidth !== drawn.width) {
      drawn.setSize({ width: plot.clientWidth, height });
    }
  });
  sizes.observe(plot);
  const theme = () => drawn && make();
  dark.addEventListener("change", theme);

  return {
    element,
    /** Shows other figures: epochs, then a list for each series; null where there is none. */
    show(figures) {
      data = figures;
      redraw();
    },
    close() {
      sizes.disconnect();
      dark.removeEventListener("change", theme);
      drawn?.destroy();
    },
  };
}

/** Of the places on a logarithmic scale those that are powers of ten. */
function decades(_, places) {
  return places.map((value) => (value !== null && Number.isInteger(Number(Math.log10(value).toFixed(9))) ? value : null));
}

/** As near as a border comes to a line's dashes. */
function style(dash) {
  if (!dash) {
    return "";
  }
  return dash[0] < 4 ? "dotted" : "dashed";
}

/** Lists of [epoch, value] for each series, as a chart wants them. */
export function aligned(...lists) {
  const epochs = [...new Set(lists.flat().map(([epoch]) => epoch))].sort((a, b) => a - b);
  const place = new Map(epochs.map((epoch, i) => [epoch, i]));
  return [
    epochs,
    ...lists.map((list) => {
      const values = new Array(epochs.length).fill(null);
      list.forEach(([epoch, value]) => (values[place.get(epoch)] = value ?? null));
      return values;
    }),
  ];
}
