// The checkpoints of a run: keep one, go back to one, begin a new run at one.

import { ask, runPath } from "./api.js";
import { el, panel, sure, tell } from "./dom.js";
import { field, form } from "./form.js";
import { count } from "./words.js";

/**
 * @param may whether the token may steer
 * @param forked called with a new run's name
 */
export function checkpointsPanel(name, { may, forked }) {
  const body = el("tbody");
  const empty = el("p", { class: "empty" }, "The first checkpoint comes with the end of the first epoch");
  const table = el(
    "table",
    { class: "checkpoints" },
    el(
      "thead",
      {},
      el("tr", {}, ["Checkpoint", "Epochs", "Steps"].map((title, i) => el("th", { scope: "col", class: i ? "figure" : "" }, title)),
        el("th", { scope: "col" }, el("span", { class: "unseen" }, "Actions"))),
    ),
    body,
  );
  const place = el("div");
  let shown = "";

  async function act(path, words) {
    try {
      const answer = await ask("POST", path);
      answer.checkpoints ? show(answer.checkpoints) : tell(words);
    } catch (problem) {
      tell(problem.message);
    }
  }

  async function rollBack(checkpoint) {
    if (await sure(`Go back to step ${count(checkpoint.step)}? What was trained since is lost.`, "Roll back")) {
      await act(`${at(checkpoint)}/rollback`, "The run was asked to go back");
    }
  }

  function fork(checkpoint) {
    const input = el("input", { type: "text", value: `${name}-fork`.slice(0, 64), autocomplete: "off" });
    place.replaceChildren(
      form({
        className: "inline",
        verb: "Begin the new run",
        fields: [field("name", `Name of the run that begins at ${checkpoint.name}`, input)],
        send: async (values) => {
          await ask("POST", `${at(checkpoint)}/fork`, values);
          place.replaceChildren();
          forked(values.name);
        },
      }),
    );
    input.focus();
    input.select();
  }

  const at = (checkpoint) => `${runPath(name)}/checkpoints/${encodeURIComponent(checkpoint.name)}`;

  function button(text, checkpoint, click) {
    return el("button", { type: "button", class: "quiet", disabled: !may, "aria-label": `${text} ${checkpoint.name}`, click }, text);
  }

  function row(checkpoint) {
    const marks = ["last", "best", "pinned"].filter((mark) => checkpoint[mark]);
    const pin = checkpoint.pinned ? "Unpin" : "Pin";
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, checkpoint.name, marks.map((mark) => el("span", { class: `tag ${mark}` }, mark))),
      el("td", { class: "figure" }, count(checkpoint.epoch)),
      el("td", { class: "figure" }, count(checkpoint.step)),
      el(
        "td",
        { class: "buttons" },
        button(pin, checkpoint, () => act(`${at(checkpoint)}/${pin.toLowerCase()}`, "")),
        button("Roll back", checkpoint, () => rollBack(checkpoint)),
        button("Fork", checkpoint, () => fork(checkpoint)),
      ),
    );
  }

  function show(checkpoints) {
    const now = JSON.stringify(checkpoints);
    if (now === shown) {
      return;
    }
    shown = now;
    const focused = document.activeElement?.getAttribute("aria-label");
    body.replaceChildren(...[...checkpoints].reverse().map(row));
    table.hidden = checkpoints.length === 0;
    empty.hidden = checkpoints.length > 0;
    if (focused && !document.activeElement?.getAttribute("aria-label")) {
      [...body.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === focused)?.focus();
    }
  }

  return { element: panel("Checkpoints", el("div", { class: "scroll" }, table), empty, place), show };
}
