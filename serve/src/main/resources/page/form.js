// Forms: a field's refusal is shown at that field.

import { el, say } from "./dom.js";

/** A labelled field with a place for what is wrong with it. */
export function field(name, label, control, hint) {
  control.id = `field-${name}`;
  control.name = name;
  const wrong = el("p", { class: "wrong", id: `${control.id}-wrong`, hidden: true });
  control.setAttribute("aria-describedby", wrong.id + (hint ? ` ${control.id}-hint` : ""));
  const element = el(
    "div",
    { class: "field" },
    el("label", { for: control.id }, label),
    control,
    hint && el("p", { class: "hint", id: `${control.id}-hint` }, hint),
    wrong,
  );
  return {
    name,
    control,
    element,
    refuse(text) {
      say(wrong, text);
      wrong.hidden = !text;
      text ? control.setAttribute("aria-invalid", "true") : control.removeAttribute("aria-invalid");
    },
  };
}

/**
 * A form of fields.
 *
 * @param send what to do with it; a problem it throws is shown at the field that it names first
 */
export function form({ fields, verb, send, className = "" }) {
  const general = el("p", { class: "wrong", role: "alert", hidden: true });
  const button = el("button", { type: "submit", class: "primary" }, verb);
  const element = el(
    "form",
    { class: className, novalidate: true, submit: submit },
    fields.map((one) => one.element),
    general,
    el("div", { class: "actions" }, button),
  );

  function refuse(text) {
    const places = fields
      .map((one) => ({ one, at: text.search(new RegExp(`(^|[^a-z_])${one.name}([^a-z_]|$)`)) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at);
    if (places.length) {
      places[0].one.refuse(text);
      places[0].one.control.focus();
    } else {
      say(general, text);
      general.hidden = false;
    }
  }

  async function submit(event) {
    event.preventDefault();
    fields.forEach((one) => one.refuse(""));
    general.hidden = true;
    button.disabled = true;
    try {
      await send(Object.fromEntries(fields.map((one) => [one.name, one.control.value.trim()])));
    } catch (problem) {
      refuse(problem.message);
    } finally {
      button.disabled = false;
    }
  }
  return element;
}

/** As a number if it is one; the daemon says what is wrong with anything else. */
export function number(text) {
  const value = Number(text.replace(",", "."));
  return text !== "" && Number.isFinite(value) ? value : text;
}
