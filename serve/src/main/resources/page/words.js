// Figures and events in words.

const NONE = "–";
const GROUPED = new Intl.NumberFormat("en-GB");

const has = (value) => typeof value === "number" && Number.isFinite(value);

export const count = (value) => (has(value) ? GROUPED.format(value) : NONE);

export const percent = (share, digits = 1) => (has(share) ? `${(100 * share).toFixed(digits)} %` : NONE);

export const decimal = (value, digits = 3) => (has(value) ? value.toFixed(digits) : NONE);

/** A setting, as it is but for the last bits of its arithmetic. */
export const plain = (value) => (has(value) ? String(Number(value.toPrecision(9))) : NONE);

/** A rate: as many digits as it takes, three at most. */
export const rate = (value) => (has(value) ? String(Number(value.toPrecision(3))) : NONE);

export function duration(seconds) {
  if (!has(seconds)) {
    return NONE;
  }
  const total = Math.round(seconds);
  if (total < 60) {
    return `${total} s`;
  }
  const minutes = Math.round(total / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

export function clock(time) {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  return date.toLocaleString("en-GB", {
    ...(today ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

/** What a run is at: while it trains, more than its status says. */
export function condition(run) {
  const busy = run.state && run.status === "running" && run.state !== "ended";
  return busy ? run.state : run.status;
}

export const SETTINGS = {
  learning_rate: "Learning rate",
  colour_noise: "Colour noise",
  dropout: "Dropout",
  epochs: "Epochs",
};

function settings(values) {
  return Object.entries(values ?? {})
    .map(([name, value]) => `${(SETTINGS[name] ?? name).toLowerCase()} ${plain(value)}`)
    .join(", ");
}

/** A checkpoint's name, without where it lies. */
const name = (checkpoint) => checkpoint?.replace("checkpoints/", "") ?? "its checkpoint";

const by = (entry) => (entry.by ? ` by ${entry.by}` : "");

const SENTENCES = {
  started: () => "Started",
  resumed: (e) => `Went on from ${name(e.checkpoint)}`,
  changed: (e) => `Changed ${settings(e.from)} to ${settings(e.to)}${by(e)}`,
  rate: (e) => `Learning rate ${rate(e.from)} to ${rate(e.to)}${by(e)}`,
  paused: (e) => `Paused${by(e)}`,
  activated: (e) => `Activated${by(e)}`,
  saved: (e) => `Saved ${name(e.checkpoint)}${by(e)}`,
  stopped: (e) => `Stopped at ${name(e.checkpoint)}${by(e)}`,
  cancelled: (e) => `Cancelled${by(e)}`,
  "rolled-back": (e) => `Rolled back from step ${count(e.from_step)} to ${name(e.checkpoint)}${by(e)}`,
  "went-back": (e) => `Training diverged; went back to ${name(e.checkpoint)}, learning rate ${rate(e.to?.learning_rate)}`,
  diverged: (e) => `Diverged: ${e.what}`,
  ended: (e) => `Ended: ${e.reason}`,
  stuck: (e) => `No progress for ${duration(e.seconds)}: waiting for ${e.who}`,
  "moves-again": (e) => `Moves again after ${duration(e.seconds)}`,
  "save-failed": (e) => `Could not save: ${e.reason}`,
  environment: () => "Goes on in another environment",
};

/** A line of the journal as a sentence; one that is not known, as it stands. */
export function sentence(entry) {
  const known = SENTENCES[entry.event];
  if (known) {
    return known(entry);
  }
  const { time, step, event, ...details } = entry;
  const rest = Object.keys(details).length ? `: ${JSON.stringify(details)}` : "";
  const words = event.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1) + rest;
}
