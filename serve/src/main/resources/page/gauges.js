// How a run does now: figures, progress, and who waits for whom.

import { el, fill, panel, say } from "./dom.js";
import { count, decimal, duration, percent, rate } from "./words.js";

const BOUNDS = {
  input: "The images are what limits the speed",
  training: "The network is what limits the speed",
  balanced: "Images and network are equally fast",
  unknown: "Not measured yet",
};

function tile(label) {
  const value = el("dd", {}, "–");
  const more = el("span", { class: "more" });
  return { element: el("div", {}, el("dt", {}, label), value, more), show: (text, small = "") => (say(value, text), say(more, small)) };
}

export function figures() {
  const tiles = {
    error: tile("Validation error"),
    train: tile("Training error"),
    loss: tile("Training loss"),
    rate: tile("Learning rate"),
    speed: tile("Images a second"),
  };
  return {
    element: el("dl", { class: "tiles" }, Object.values(tiles).map((one) => one.element)),
    show(latest, epoch) {
      tiles.error.show(percent(epoch?.val_top1_error), epoch ? `top 5 ${percent(epoch.val_top5_error)}` : "after the first epoch");
      tiles.train.show(percent(latest?.top1_error ?? epoch?.train_top1_error), latest ? "this epoch so far" : "last epoch");
      tiles.loss.show(decimal(latest?.loss ?? epoch?.train_loss), epoch ? `validation ${decimal(epoch.val_loss)}` : "");
      tiles.rate.show(rate(latest?.learning_rate ?? epoch?.learning_rate));
      tiles.speed.show(count(Math.round(latest?.images_per_second ?? epoch?.images_per_second)));
    },
  };
}

export function progress() {
  const epoch = el("strong");
  const rest = el("span");
  const bar = el("div", { class: "bar-fill" });
  const track = el("div", { class: "bar-track", role: "progressbar", "aria-label": "Progress of the run", "aria-valuemin": "0", "aria-valuemax": "100" }, bar);
  const element = el("div", { class: "progress" }, el("p", {}, epoch, rest), track);
  return {
    element,
    show(latest, moving) {
      element.hidden = !latest;
      if (latest) {
        const share = (latest.epoch - 1 + latest.step_in_epoch / latest.steps_per_epoch) / latest.epochs;
        say(epoch, `Epoch ${count(latest.epoch)} of ${count(latest.epochs)}`);
        const left = moving ? `, ${duration(latest.seconds_left)} left` : "";
        say(rest, `step ${count(latest.step_in_epoch)} of ${count(latest.steps_per_epoch)}${left}`);
        fill(bar, share);
        track.setAttribute("aria-valuenow", Math.round(100 * share));
      }
    },
  };
}

function gauge(label) {
  const value = el("span", { class: "value" }, "–");
  const bar = el("div", { class: "bar-fill" });
  const track = el("div", { class: "bar-track", role: "meter", "aria-label": label, "aria-valuemin": "0", "aria-valuemax": "100" }, bar);
  return {
    element: el("div", { class: "gauge" }, el("p", {}, el("span", {}, label), value), track),
    show(share, text) {
      say(value, text);
      fill(bar, share);
      track.setAttribute("aria-valuenow", Math.round(100 * (share || 0)));
      track.setAttribute("aria-valuetext", text);
    },
  };
}

export function boundPanel() {
  const headline = el("p", { class: "headline" });
  const verdict = el("p", { class: "hint" });
  const starved = gauge("Trainer waits for images");
  const full = gauge("Input held back by full batches");
  const busy = gauge("Decode workers busy");
  return {
    element: panel("Speed", headline, verdict, starved.element, full.element, busy.element),
    /** Of the latest steps, or of an epoch, which does not say how many workers were busy. */
    show(span = {}) {
      const bound = span.bound ?? span.verdict?.match(/^(input|training)-bound|^balanced/)?.[0].replace("-bound", "");
      say(headline, BOUNDS[bound] ?? BOUNDS.unknown);
      say(verdict, span.verdict ?? "The figures come with the first step.");
      starved.show(span.starved_ratio, percent(span.starved_ratio, 0));
      const queued = span.queued_batches === undefined ? "" : `${span.queued_batches} queued, `;
      full.show(span.held_back_ratio, queued + percent(span.held_back_ratio, 0));
      busy.show(span.busy_workers / span.workers, `${decimal(span.busy_workers, 1)} of ${count(span.workers)}`);
    },
  };
}
