// Elements, made so that text is text: nothing here reads HTML.

/**
 * An element. Of its properties, functions become listeners, true and false set or leave out an
 * attribute; children are elements, texts, or nothing.
 */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

/** Changes a text only if it is another, so that nothing is laid out or read aloud again. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** How far a bar is filled, 0 to 1. */
export function fill(bar, share) {
  bar.style.width = `${100 * Math.min(1, share || 0)}%`;
}

/** A titled part of a page. */
export function panel(title, ...children) {
  const id = `panel-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  return el("section", { class: "panel", "aria-labelledby": id }, el("h2", { id }, title), ...children);
}

/** Calls at most once in so many milliseconds, the last time for certain; not in a hidden page. */
export function throttled(millis, action) {
  let waiting = false;
  let last = -Infinity;
  const run = () => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", run, { once: true });
      return;
    }
    waiting = false;
    last = performance.now();
    action();
  };
  return () => {
    if (!waiting) {
      waiting = true;
      setTimeout(run, Math.max(0, millis - (performance.now() - last)));
    }
  };
}

/** A short word to whoever looks or listens. */
export function tell(text) {
  const said = document.getElementById("said");
  said.replaceChildren(el("p", {}, text));
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => said.replaceChildren(), 6000);
}

/** Asks whether something is meant; true if so. */
export function sure(question, verb) {
  return new Promise((answer) => {
    const dialog = el(
      "dialog",
      { "aria-label": question, close: () => finish(dialog.returnValue === "yes") },
      el("p", {}, question),
      el(
        "div",
        { class: "actions" },
        el("button", { type: "button", class: "danger", click: () => dialog.close("yes") }, verb),
        el("button", { type: "button", autofocus: true, click: () => dialog.close("no") }, "Keep it as it is"),
      ),
    );
    const finish = (yes) => {
      dialog.remove();
      answer(yes);
    };
    document.body.append(dialog);
    dialog.showModal();
  });
}
