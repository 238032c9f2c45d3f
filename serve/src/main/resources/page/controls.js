// The verbs that steer a run.

import { ask, runPath } from "./api.js";
import { el, say, sure, tell } from "./dom.js";

const CAN_PAUSE = new Set(["running", "queued"]);
const OVER = new Set(["ended"]);

/**
 * @param may whether the token may steer
 * @param done called after each
 */
export function controls(name, { may, done }) {
  const hold = el("button", { type: "button", class: "primary", click: () => act(hold.dataset.verb) });
  const save = el("button", { type: "button", click: () => act("snapshot", "The run saves itself at its next step") }, "Save now");
  const cancel = el("button", { type: "button", class: "danger", click: end }, "Cancel");
  const why = el("p", { class: "hint" }, "Your token may look, not steer.");
  why.hidden = may;

  async function act(verb, words) {
    try {
      await ask("POST", `${runPath(name)}/${verb}`);
      words && tell(words);
    } catch (problem) {
      tell(problem.message);
    }
    done();
  }

  async function end() {
    if (await sure(`Cancel ${name}? It ends without another checkpoint; it can be activated again from its last one.`, "Cancel the run")) {
      await act("cancel");
    }
  }

  return {
    element: el("div", { class: "controls", role: "group", "aria-label": "Controls" }, hold, save, cancel, why),
    show(run) {
      hold.dataset.verb = CAN_PAUSE.has(run.status) ? "pause" : "activate";
      say(hold, CAN_PAUSE.has(run.status) ? "Pause" : "Activate");
      hold.disabled = !may || OVER.has(run.status);
      save.disabled = !may || !run.state;
      cancel.disabled = !may || !["running", "queued", "paused"].includes(run.status);
    },
  };
}
