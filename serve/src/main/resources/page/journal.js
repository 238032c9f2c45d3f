// What happened to a run, the latest first.

import { el, panel } from "./dom.js";
import { clock, count, sentence } from "./words.js";

const SHOWN = 12;
const GRAVE = new Set(["diverged", "went-back", "stuck", "save-failed", "checkpoint-broken", "dead-units", "flat-loss"]);

export function journalPanel() {
  const list = el("ol", { class: "journal", "aria-live": "polite", "aria-relevant": "additions" });
  const more = el("button", { type: "button", class: "quiet", hidden: true, click: () => showAll() }, "Show all");
  const empty = el("p", { class: "empty" }, "Nothing has happened yet");
  let lines = [];
  let limit = SHOWN;

  const item = (line) =>
    el(
      "li",
      { class: GRAVE.has(line.event) ? "grave" : "" },
      el("time", { datetime: line.time }, clock(line.time)),
      el("span", { class: "what" }, sentence(line)),
      el("span", { class: "step" }, `step ${count(line.step)}`),
    );

  function showAll() {
    limit = Infinity;
    render();
  }

  function render() {
    const latest = [...lines].reverse().slice(0, limit);
    list.replaceChildren(...latest.map(item));
    trim();
  }

  function trim() {
    while (list.children.length > limit) {
      list.lastChild.remove();
    }
    more.hidden = lines.length <= list.children.length;
    more.textContent = `Show all ${lines.length}`;
    empty.hidden = lines.length > 0;
  }

  return {
    element: panel("Journal", list, empty, more),
    /** The whole of it. */
    show(all) {
      lines = all;
      render();
    },
    /** One more line. */
    add(line) {
      lines.push(line);
      list.prepend(item(line));
      trim();
    },
    lines: () => lines,
  };
}
