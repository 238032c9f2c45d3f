// One run: how it does, and the controls.

import { get, journal, listen, runPath } from "./api.js";
import { checkpointsPanel } from "./checkpoints.js";
import { controls } from "./controls.js";
import { curves } from "./curves.js";
import { el, say, throttled } from "./dom.js";
import { boundPanel, figures, progress } from "./gauges.js";
import { journalPanel } from "./journal.js";
import { picturesPanel } from "./pictures.js";
import { inForce, settingsPanel } from "./settings.js";
import { clock, condition } from "./words.js";

const OVER = new Set(["cancelled", "failed", "ended"]);
const SHOWN_EVERY = 250;
const ASKED_EVERY = 1500;
const BACK = new Set(["rolled-back", "went-back"]);

/**
 * Shows a run and follows it.
 *
 * @param session may: whether the token may steer; link: told "live", "lost" or ""; changed:
 *     called when the list of runs is another; open: shows another run
 * @return what ends it
 */
export async function runView(main, name, session) {
  const first = await get(runPath(name));
  const parts = {
    state: el("span", { class: "state" }),
    about: el("p", { class: "about" }),
    failure: el("p", { class: "failure", role: "alert", hidden: true }),
    controls: controls(name, { may: session.may, done: () => refresh() }),
    progress: progress(),
    figures: figures(),
    curves: curves(),
    bound: boundPanel(),
    journal: journalPanel(),
    settings: settingsPanel(name, session),
    checkpoints: checkpointsPanel(name, { may: session.may, forked: session.open }),
  };
  main.replaceChildren(
    el(
      "article",
      { class: "sheet" },
      el(
        "header",
        { class: "title" },
        el("a", { class: "back", href: "#/" }, "Runs"),
        el("div", {}, el("h1", {}, name, parts.state), parts.about),
        parts.controls.element,
      ),
      parts.failure,
      parts.progress.element,
      parts.figures.element,
      el(
        "div",
        { class: "columns" },
        el("div", {}, parts.curves.element, picturesPanel(name), parts.checkpoints.element),
        el("div", {}, parts.bound.element, parts.settings.element, parts.journal.element),
      ),
    ),
  );

  let run = first;
  let epochs = [];
  let steps = [];
  let stop;
  let closed = false;

  const render = throttled(SHOWN_EVERY, () => {
    const state = condition(run);
    say(parts.state, state);
    parts.state.dataset.state = state;
    say(parts.about, `${run.preset} on ${run.data}, ordered ${clock(run.ordered)}`);
    say(parts.failure, run.failure ?? "");
    parts.failure.hidden = !run.failure;
    parts.controls.show(run);
    parts.progress.show(run.latest, state === "running");
    parts.figures.show(run.latest, epochs.at(-1));
    parts.bound.show(run.latest ?? epochs.at(-1));
    parts.settings.show(inForce(run, parts.journal.lines()), Boolean(run.state));
    parts.curves.show(epochs, steps);
  });

  const refresh = throttled(ASKED_EVERY, async () => {
    try {
      const [now, saved] = await Promise.all([get(runPath(name)), get(`${runPath(name)}/checkpoints`)]);
      if (!closed) {
        run = { ...now, latest: now.latest ?? undefined };
        parts.checkpoints.show(saved.checkpoints);
        follow();
        render();
        session.changed();
        if (run.state === "ended") {
          refresh();
        }
      }
    } catch (problem) {
      // Lost; what is shown is as it was, and the next connection asks again.
    }
  });

  /** What happened since the last step that is known of, or all of it. */
  async function fill(since) {
    const [metrics, lines] = await Promise.all([get(`${runPath(name)}/metrics?since=${since}`), journal(name)]);
    epochs = since < 0 ? metrics.epochs : merged(epochs, metrics.epochs);
    const known = since < 0 ? [] : steps;
    const all = merged(known, metrics.steps);
    steps = all.filter((step) => step.epoch === all.at(-1).epoch);
    parts.journal.show(lines);
    render();
  }

  const hear = {
    step(step) {
      if (steps.length && steps[0].epoch !== step.epoch) {
        steps = [];
      }
      steps.push(step);
      run.latest = step;
      run.step = step.step;
    },
    epoch(epoch) {
      epochs = merged(epochs, [{ ...epoch, images_per_second: run.latest?.images_per_second }]);
      steps = [];
      refresh();
    },
    state({ state }) {
      run.state = state;
      if (state !== "validating") {
        refresh();
      }
    },
    journal(line) {
      parts.journal.add(line);
      if (line.event === "changed") {
        parts.settings.changed(line);
      }
      if (BACK.has(line.event)) {
        fill(-1).catch(() => {});
      }
      refresh();
    },
  };

  /** Listens as long as there is something to hear. */
  function follow() {
    if (OVER.has(run.status) || closed) {
      stop?.();
      stop = undefined;
      session.link("");
    } else if (!stop) {
      let before = false;
      stop = listen(name, {
        heard(type, data) {
          if (hear[type]) {
            hear[type](data);
            render();
          }
        },
        opened() {
          session.link("live");
          if (before) {
            fill(epochs.at(-1)?.step ?? -1).catch(() => {});
            refresh();
          }
          before = true;
        },
        lost: () => session.link("lost"),
      });
    }
  }

  function close() {
    closed = true;
    stop?.();
    session.link("");
    parts.curves.close();
  }

  follow();
  try {
    await fill(-1);
  } catch (problem) {
    close();
    throw problem;
  }
  refresh();
  return close;
}

/** Lines of two lists by their step, the second one's if both have it. */
function merged(before, after) {
  const first = after[0]?.step ?? Infinity;
  return [...before.filter((line) => line.step < first), ...after];
}
