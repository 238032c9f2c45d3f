// What the network has learned, what it is shown, and what it gets wrong. Nothing is fetched before it is looked at.

import { get, picture, runPath } from "./api.js";
import { el, panel } from "./dom.js";
import { count, percent } from "./words.js";

const ASKED_EVERY = 1000;
const GAP = 2;

function canvas(bitmap, label, area = [0, 0, bitmap.width, bitmap.height]) {
  const [x, y, width, height] = area;
  const element = el("canvas", { role: "img", "aria-label": label, width, height });
  element.getContext("2d").drawImage(bitmap, x, y, width, height, 0, 0, width, height);
  return element;
}

/** A part that fetches what it shows when it is opened, and again on request. */
function lazy(title, hint, fetch) {
  const place = el("div", { class: "picture" });
  const again = el("button", { type: "button", class: "quiet", click: load }, "Look again");
  const caption = el("p", { class: "hint" }, hint);
  const element = el(
    "details",
    { toggle: () => element.open && !place.hasChildNodes() && load() },
    el("summary", {}, title),
    el("div", { class: "head" }, caption, again),
    place,
  );
  let turn = 0;

  async function load() {
    const mine = ++turn;
    place.setAttribute("aria-busy", "true");
    if (!place.hasChildNodes()) {
      place.replaceChildren(el("p", { class: "empty" }, "Loading …"));
    }
    const shown = (...children) => mine === turn && place.replaceChildren(...children);
    try {
      await fetch(shown, () => mine === turn && element.isConnected);
    } catch (problem) {
      shown(el("p", { class: "empty" }, problem.status === 404 ? "There is no checkpoint yet" : problem.message));
    }
    place.removeAttribute("aria-busy");
  }
  return element;
}

export function picturesPanel(name) {
  const images = `${runPath(name)}/images`;
  const filters = lazy("First-layer filters", "Of the last checkpoint, each over its whole range.", async (shown) =>
    shown(canvas(await picture(`${images}/filters.png`), "The filters of the first layer, side by side")),
  );
  const preview = lazy("What it is shown", "The first patches of the epoch, cut, mirrored and coloured.", async (shown) =>
    shown(canvas(await picture(`${images}/preview.png`), "Augmented patches, side by side")),
  );
  const worst = lazy("Worst mistakes", "Validation images whose own class the best checkpoint finds least probable.", (shown, wanted) =>
    mistakes(images, shown, wanted),
  );
  return panel("Pictures", filters, preview, worst);
}

async function mistakes(images, shown, wanted) {
  let found = await get(`${images}/worst`);
  while (found.status !== "done") {
    if (!wanted()) {
      return;
    }
    shown(el("p", { class: "empty", role: "status" }, found.total ? `Looking at image ${count(found.done ?? 0)} of ${count(found.total)}` : "Opening the checkpoint"));
    await new Promise((go) => setTimeout(go, ASKED_EVERY));
    found = await get(`${images}/worst?checkpoint=${encodeURIComponent(found.checkpoint)}`);
  }
  if (found.images.length === 0) {
    shown(el("p", { class: "empty" }, `It gets none of ${count(found.total)} validation images wrong`));
    return;
  }
  const sheet = await picture(`${images}/worst.png?checkpoint=${encodeURIComponent(found.checkpoint)}`);
  const looked = `Checkpoint ${found.checkpoint}; ${count(found.total)} of ${count(found.validation_images)} validation images looked at.`;
  shown(el("p", { class: "hint" }, looked), el("ul", { class: "mistakes" }, found.images.map((one, i) => mistake(sheet, found, one, i))));
}

function mistake(sheet, { side, columns }, image, i) {
  const step = side + GAP;
  const area = [GAP + (i % columns) * step, GAP + Math.floor(i / columns) * step, side, side];
  return el(
    "li",
    {},
    canvas(sheet, image.file, area),
    el("p", { class: "guess" }, el("b", {}, image.predicted), ` ${percent(image.predicted_probability, 0)}`),
    el("p", {}, "is ", el("b", {}, image.class), ` ${percent(image.class_probability)}`),
    el("p", { class: "file", title: image.file }, image.file),
  );
}
