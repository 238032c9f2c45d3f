// What may be changed while a run goes on.

import { ask, runPath } from "./api.js";
import { el, panel } from "./dom.js";
import { field, form, number } from "./form.js";
import { SETTINGS, count, plain } from "./words.js";

/** The values in force: what the run began with, and what its journal says became of that. */
export function inForce(run, lines) {
  const { optimiser, augment, network } = run.settings;
  let history = [
    {
      step: -1,
      values: {
        learning_rate: optimiser.learning_rate,
        colour_noise: augment.noise_strength,
        dropout: network.dropout,
        epochs: optimiser.epochs,
      },
    },
  ];
  const become = (step, values) => history.push({ step, values: { ...history.at(-1).values, ...values } });
  for (const line of lines) {
    if (line.event === "changed") {
      become(line.step, line.to);
    } else if (line.event === "rate") {
      become(line.step, { learning_rate: line.to });
    } else if (line.event === "rolled-back" || line.event === "went-back") {
      history = history.filter((past) => past.step <= line.step);
      if (line.event === "went-back") {
        become(line.step, { learning_rate: line.to.learning_rate });
      }
    }
  }
  const { latest } = run;
  return { ...history.at(-1).values, ...(latest && { learning_rate: latest.learning_rate, epochs: latest.epochs }) };
}

export function settingsPanel(name, { may }) {
  const hints = { colour_noise: "standard deviation", dropout: "probability", epochs: "in all" };
  const fields = Object.entries(SETTINGS).map(([key, label]) =>
    field(key, label, el("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false" }), hints[key]),
  );
  const outcome = el("p", { class: "outcome", role: "status" });
  const group = el("fieldset", {}, el("legend", { class: "unseen" }, "Settings"), form({ fields, verb: "Change", send: change }));
  const why = el("p", { class: "hint" });
  let now = {};

  async function change(values) {
    const wanted = {};
    for (const [key, text] of Object.entries(values)) {
      if (text !== plain(now[key]) && text !== "") {
        wanted[key] = number(text);
      }
    }
    await patch(wanted);
  }

  async function patch(wanted) {
    const entry = await ask("PATCH", `${runPath(name)}/settings`, wanted);
    if (entry.status === "asked") {
      outcome.replaceChildren("Asked for; it is done between two steps.");
    } else {
      changed(entry);
    }
  }

  /** @param entry the journal's line of a change, whoever asked for it */
  function changed(entry) {
    Object.assign(now, entry.to);
    fields.filter((one) => one.name in entry.to).forEach((one) => (one.control.value = plain(now[one.name])));
    outcome.replaceChildren(
      `In force from step ${count(entry.step)}. `,
      el("button", { type: "button", class: "quiet", click: () => undo(entry.from) }, "Take it back"),
    );
  }

  async function undo(values) {
    try {
      await patch(values);
    } catch (problem) {
      outcome.replaceChildren(problem.message);
    }
  }

  return {
    element: panel("Settings", why, group, outcome),
    changed,
    /** Leaves alone a field that is being changed. */
    show(values, live) {
      fields.forEach((one) => {
        const untouched = one.control.value === "" || one.control.value === plain(now[one.name]);
        if (untouched && document.activeElement !== one.control) {
          one.control.value = plain(values[one.name]);
        }
      });
      now = { ...values };
      group.disabled = !may || !live;
      why.hidden = may && live;
      why.textContent = may ? "They can be changed while the run trains or is paused." : "Your token may look, not steer.";
    },
  };
}
