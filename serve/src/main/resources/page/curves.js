// The four charts of a run: epochs that ended, then the steps of the one in progress.

import { aligned, chart } from "./charts.js";
import { panel, el } from "./dom.js";
import { decimal, count, percent, rate } from "./words.js";

const TRACE = 400;

/** Where a step lies, in epochs. */
const place = (step) => step.epoch - 1 + step.step_in_epoch / step.steps_per_epoch;

export function curves() {
  const train = { label: "train", colour: "train" };
  const error = chart({
    title: "Error",
    words: (value) => percent(value),
    ticks: (value) => percent(value, 0),
    series: [train, { label: "val", colour: "val" }, { label: "top 5", colour: "top5", dash: [6, 4] }],
  });
  const loss = chart({
    title: "Loss",
    words: (value) => decimal(value, 2),
    ticks: (value) => decimal(value, 1),
    series: [train, { label: "val", colour: "val" }],
  });
  const learning = chart({
    title: "Learning rate",
    log: true,
    height: 130,
    words: rate,
    series: [{ label: "weights", colour: "val", stepped: true }],
  });
  const speed = chart({
    title: "Images a second",
    height: 130,
    words: (value) => count(Math.round(value)),
    series: [{ label: "mean", colour: "val" }],
  });
  const all = [error, loss, learning, speed];
  return {
    element: panel("Curves by epoch", el("div", { class: "charts" }, all.map((one) => one.element))),
    /**
     * @param epochs that ended
     * @param steps of the epoch in progress
     */
    show(epochs, steps) {
      const every = Math.ceil(steps.length / TRACE);
      const trace = steps.filter((_, i) => (steps.length - 1 - i) % every === 0);
      const line = (ofEpoch, ofStep) => [
        ...epochs.map((epoch) => [epoch.epoch, epoch[ofEpoch]]),
        ...trace.map((step) => [place(step), step[ofStep]]),
      ];
      const ends = (key) => epochs.map((epoch) => [epoch.epoch, epoch[key]]);
      error.show(aligned(line("train_top1_error", "top1_error"), ends("val_top1_error"), ends("val_top5_error")));
      loss.show(aligned(line("train_loss", "loss"), ends("val_loss")));
      learning.show(aligned(line("learning_rate", "learning_rate")));
      speed.show(aligned(line("images_per_second", "images_per_second")));
    },
    close: () => all.forEach((one) => one.close()),
  };
}
