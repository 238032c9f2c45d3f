// The page: who looks at it, and what it shows.

import { Problem, ask, get, token, whenUnknown } from "./api.js";
import { comparison } from "./compare.js";
import { el, say, tell } from "./dom.js";
import { field, form, number } from "./form.js";
import { runView } from "./run.js";
import { runList } from "./runs.js";

const LISTED_EVERY = 15_000;
const PRESETS = ["paper", "krizhevsky2012", "mini", "cifar"];
const main = document.getElementById("main");
const link = document.getElementById("link");
const roleLabel = document.getElementById("role");
const leave = document.getElementById("leave");
const narrow = matchMedia("(max-width: 760px)");

let role = "";
let runs = [];
let list;
let close = () => {};
let turn = 0;
/** Of the run that is shown: "live", "lost", or "" if it is over. */
let followed = "";
let unlisted = false;

const may = () => role === "operator" || role === "admin";

function view(name) {
  document.body.dataset.view = name;
}

/** Asks for the token; says why, if there was one. */
function askToken(why = "") {
  close();
  close = () => {};
  turn++;
  role = "";
  say(roleLabel, "");
  say(link, "");
  leave.hidden = true;
  list = undefined;
  document.getElementById("runs").replaceChildren();
  view("token");
  const input = el("input", { type: "password", autocomplete: "off", spellcheck: "false", required: true });
  const tokenField = field("token", "Token", input, "The daemon keeps its tokens in the file .tokens beside its runs. This tab forgets it when it is closed.");
  const send = async (values) => {
    token.set(values.token);
    await enter();
  };
  main.replaceChildren(
    el("div", { class: "sign-in" }, el("h1", {}, "Sign in"), el("p", { class: "lead" }, "Watch and steer training."),
      form({ fields: [tokenField], verb: "Sign in", send })),
  );
  tokenField.refuse(why);
  input.focus();
}

async function enter() {
  try {
    role = (await get("/role")).role;
  } catch (problem) {
    if (problem.status === 401 || problem.status === 429) {
      token.clear();
      throw new Problem(problem.status, problem.status === 401 ? "This token is not one of the daemon's." : "Too many wrong tokens: wait a second.");
    }
    throw problem;
  }
  say(roleLabel, role);
  leave.hidden = false;
  list = runList(document.getElementById("runs"), {
    compare: (names) => (location.hash = `#/compare/${names.map(encodeURIComponent).join(",")}`),
  });
  await refreshList();
  await route();
}

function current() {
  const [, name] = location.hash.match(/^#\/run\/(.+)$/) ?? [];
  return name && decoded(name);
}

/** A name in an address; as it stands where it cannot be read, as nothing is called so. */
function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function refreshList() {
  try {
    runs = (await get("/runs")).runs;
    list?.show(runs, current());
    unlisted = false;
  } catch (problem) {
    unlisted = problem.status === 0;
  }
  showLink();
}

/** What is known by the events of a run, or by the list where none is followed. */
function showLink() {
  const state = followed || (unlisted ? "lost" : "");
  link.dataset.state = state;
  say(link, { live: "Live", lost: "Connection lost, trying again", "": "" }[state]);
}

const session = {
  get may() {
    return may();
  },
  link(state) {
    followed = state;
    showLink();
  },
  changed: refreshList,
  open(name) {
    location.hash = `#/run/${encodeURIComponent(name)}`;
  },
};

async function route() {
  if (!role) {
    return;
  }
  const mine = ++turn;
  close();
  close = () => {};
  list.show(runs, current());
  const show = async (name, what) => {
    view(name);
    main.replaceChildren(el("p", { class: "empty", role: "status" }, "Loading …"));
    try {
      const end = await what();
      mine === turn ? (close = end ?? close) : end?.();
    } catch (problem) {
      if (mine === turn && role) {
        main.replaceChildren(el("p", { class: "empty", role: "alert" }, problem.message));
      }
    }
    scrollTo(0, 0);
  };
  const compared = location.hash.match(/^#\/compare\/(.+)$/);
  if (current()) {
    await show("run", () => runView(main, current(), session));
  } else if (compared) {
    await show("compare", () => {
      const names = compared[1].split(",").map(decoded);
      list.tick(names);
      return comparison(main, names);
    });
  } else if (location.hash === "#/new") {
    await show("new", newRun);
  } else if (runs.length === 0) {
    await show("list", welcome);
  } else if (narrow.matches) {
    view("list");
    main.replaceChildren();
  } else {
    const newest = [...runs].sort((a, b) => b.ordered.localeCompare(a.ordered))[0];
    location.replace(`#/run/${encodeURIComponent((runs.find((run) => run.status === "running") ?? newest).name)}`);
  }
}

function welcome() {
  main.replaceChildren(
    el("div", { class: "sign-in" }, el("h1", {}, "No runs yet"),
      el("p", { class: "lead" }, may() ? "Order one, and watch it train here." : "Your token may look; an operator's may order a run."),
      may() && el("a", { class: "button primary", href: "#/new" }, "New run")),
  );
}

function newRun() {
  const text = (properties = {}) => el("input", { type: "text", autocomplete: "off", spellcheck: "false", ...properties });
  const known = el("datalist", { id: "known-data" }, [...new Set(runs.map((run) => run.data))].map((value) => el("option", { value })));
  const fields = [
    field("name", "Name", text(), "Small letters, digits and hyphens."),
    field("data", "Data", text({ list: "known-data" }), "A folder or a store below one of the daemon's data roots."),
    field("preset", "Preset", el("select", {}, PRESETS.map((preset) => el("option", { selected: preset === "mini" }, preset)))),
    field("epochs", "Epochs", text({ inputmode: "numeric" }), "Empty for the preset's."),
  ];
  const send = async ({ name, data, preset, epochs }) => {
    const settings = epochs ? { settings: { optimiser: { epochs: number(epochs) } } } : {};
    await ask("POST", "/runs", { name, data, preset, ...settings });
    await refreshList();
    tell(`${name} was ordered`);
    session.open(name);
  };
  main.replaceChildren(
    el("article", { class: "sheet form-sheet" },
      el("header", { class: "title" }, el("a", { class: "back", href: "#/" }, "Runs"), el("h1", {}, "New run")),
      may() ? el("div", { class: "panel" }, form({ fields, verb: "Order the run", send }), known)
        : el("p", { class: "lead" }, "Your token may look; an operator's may order a run.")),
  );
  fields[0].control.focus();
}

whenUnknown(() => role && (token.clear(), askToken("The token is not known any more.")));
leave.addEventListener("click", () => {
  token.clear();
  askToken();
});
addEventListener("hashchange", route);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
setInterval(() => role && !document.hidden && refreshList(), LISTED_EVERY);

if (token.get()) {
  enter().catch((problem) => askToken(problem.message));
} else {
  askToken();
}
