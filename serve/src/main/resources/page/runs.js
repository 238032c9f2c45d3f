// The list of runs.

import { el, fill, say } from "./dom.js";
import { condition, count } from "./words.js";

/** The queued ones in the order in which they will be taken. */
const queue = (runs) =>
  runs.filter((run) => run.status === "queued").sort((a, b) => a.ordered.localeCompare(b.ordered));

function where(run, waiting) {
  if (run.status === "queued") {
    const place = waiting.findIndex((other) => other.name === run.name) + 1;
    return place === 1 ? "next in the queue" : `number ${place} in the queue`;
  }
  if (run.latest) {
    return `epoch ${run.latest.epoch} of ${run.latest.epochs}`;
  }
  return run.step ? `step ${count(run.step)}` : run.preset;
}

const order = { running: 0, paused: 1, queued: 2, failed: 3, cancelled: 3, ended: 3 };

/**
 * @param compare called with the names that are to be compared
 */
export function runList(nav, { compare }) {
  const rows = new Map();
  const picked = new Set();
  const list = el("ul");
  const empty = el("p", { class: "hint" }, "No runs yet.");
  const comparing = el("button", { type: "button", class: "wide", click: () => compare([...picked]) }, "Compare");
  nav.replaceChildren(
    el("div", { class: "head" }, el("h2", {}, "Runs"), el("a", { class: "button", href: "#/new" }, "New run")),
    empty,
    list,
    comparing,
  );

  function pick(name, wanted) {
    wanted ? picked.add(name) : picked.delete(name);
    offer();
  }

  function offer() {
    comparing.hidden = rows.size < 2;
    comparing.disabled = picked.size < 2;
    say(comparing, picked.size < 2 ? "Tick two runs to compare" : `Compare ${picked.size} runs`);
  }

  function row(name) {
    const parts = { place: el("span", { class: "place" }), state: el("span", { class: "state" }) };
    parts.link = el(
      "a",
      { href: `#/run/${encodeURIComponent(name)}` },
      el("span", { class: "name" }, name),
      parts.place,
      parts.state,
    );
    parts.bar = el("div", { class: "bar-track", "aria-hidden": "true" }, el("div", { class: "bar-fill" }));
    parts.box = el("input", {
      type: "checkbox",
      "aria-label": `Compare ${name}`,
      change: (event) => pick(name, event.target.checked),
    });
    parts.item = el("li", {}, parts.box, parts.link, parts.bar);
    return parts;
  }

  return {
    show(runs, current) {
      const waiting = queue(runs);
      const sorted = [...runs].sort(
        (a, b) => order[a.status] - order[b.status] || compareOrdered(a, b),
      );
      for (const run of sorted) {
        const parts = rows.get(run.name) ?? row(run.name);
        rows.set(run.name, parts);
        const state = condition(run);
        say(parts.state, state);
        parts.state.dataset.state = state;
        say(parts.place, where(run, waiting));
        const latest = run.latest;
        const share = latest
          ? (latest.epoch - 1 + latest.step_in_epoch / latest.steps_per_epoch) / latest.epochs
          : 0;
        parts.bar.hidden = !latest;
        fill(parts.bar.firstChild, share);
        run.name === current
          ? parts.link.setAttribute("aria-current", "page")
          : parts.link.removeAttribute("aria-current");
      }
      const items = sorted.map((run) => rows.get(run.name).item);
      if (items.some((item, i) => list.children[i] !== item)) {
        list.replaceChildren(...items);
      }
      empty.hidden = runs.length > 0;
      offer();
    },

    /** Ticks these runs and no others. */
    tick(names) {
      for (const [name, { box }] of rows) {
        box.checked = names.includes(name);
        pick(name, box.checked);
      }
    },
  };
}

/** Those that wait in their order, those that are over the latest first. */
function compareOrdered(a, b) {
  const early = a.ordered.localeCompare(b.ordered);
  return a.status === "queued" ? early : -early;
}
