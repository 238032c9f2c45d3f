// Runs side by side at equal epochs.

import { get, runPath } from "./api.js";
import { aligned, chart } from "./charts.js";
import { el } from "./dom.js";
import { count, percent } from "./words.js";

const DASHES = [undefined, [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [1, 4]];
const MOST = 6;

/** Shows the validation errors of runs over each other; answers what ends it. */
export async function comparison(main, names) {
  const few = names.slice(0, MOST);
  const runs = await Promise.all(
    few.map(async (name) => ({ name, epochs: (await get(`${runPath(name)}/metrics`)).epochs })),
  );
  const common = Math.min(...runs.map((run) => run.epochs.length));
  const curves = chart({
    title: "Validation error by epoch, top 1",
    height: 340,
    words: (value) => percent(value),
    ticks: (value) => percent(value, 0),
    series: runs.map((run, i) => ({ label: run.name, colour: `series-${i + 1}`, dash: DASHES[i] })),
  });
  main.replaceChildren(
    el(
      "article",
      { class: "sheet" },
      el("header", { class: "title" }, el("a", { class: "back", href: "#/" }, "Runs"), el("h1", {}, "Comparison")),
      el("p", { class: "lead" }, common
        ? `All of them have taken ${count(common)} ${common === 1 ? "epoch" : "epochs"}; the table compares them there.`
        : "Not all of them have finished an epoch yet."),
      el("section", { class: "panel", "aria-label": "Curves" }, curves.element),
      el("section", { class: "panel", "aria-label": "Figures" }, el("div", { class: "scroll" }, table(runs, common))),
    ),
  );
  curves.show(aligned(...runs.map((run) => run.epochs.map((epoch) => [epoch.epoch, epoch.val_top1_error]))));
  return () => curves.close();
}

function table(runs, common) {
  const figure = (text) => el("td", { class: "figure" }, text);
  const head = ["Run", "Epochs", `Top 1 at epoch ${common || "–"}`, `Top 5 at epoch ${common || "–"}`, "Training there", "Best top 1", "At epoch"];
  return el(
    "table",
    {},
    el("thead", {}, el("tr", {}, head.map((title, i) => el("th", { scope: "col", class: i ? "figure" : "" }, title)))),
    el(
      "tbody",
      {},
      runs.map(({ name, epochs }) => {
        const there = epochs[common - 1] ?? {};
        const best = epochs.reduce((a, b) => (a && a.val_top1_error <= b.val_top1_error ? a : b), undefined) ?? {};
        return el(
          "tr",
          {},
          el("th", { scope: "row" }, el("a", { href: `#/run/${encodeURIComponent(name)}` }, name)),
          figure(count(epochs.length)),
          figure(percent(there.val_top1_error)),
          figure(percent(there.val_top5_error)),
          figure(percent(there.train_top1_error)),
          figure(percent(best.val_top1_error)),
          figure(count(best.epoch)),
        );
      }),
    ),
  );
}
