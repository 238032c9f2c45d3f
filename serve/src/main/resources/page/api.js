// The daemon's API: everything the page asks, and the events it hears.

const KEY = "alexnet.token";
const LONGEST_WAIT = 15_000;
/** The daemon says something every ten seconds. */
const SILENCE = 25_000;

/** Why something was refused, as the daemon says it (RFC 7807); status 0 if it cannot be reached. */
export class Problem extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** Kept as long as the browser's tab. */
export const token = {
  get: () => sessionStorage.getItem(KEY),
  set: (value) => sessionStorage.setItem(KEY, value),
  clear: () => sessionStorage.removeItem(KEY),
};

let onUnknown = () => {};

/** What to do when the token is not known any more. */
export function whenUnknown(action) {
  onUnknown = action;
}

const UNREACHABLE = "The daemon does not answer.";

async function request(method, path, body, signal) {
  const headers = { Authorization: `Bearer ${token.get() ?? ""}` };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body), signal });
  } catch {
    throw new Problem(0, UNREACHABLE);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    if (answer.status === 401) {
      onUnknown();
    }
    throw new Problem(answer.status, problem.detail || problem.title || `The daemon answered ${answer.status}.`);
  }
  return answer;
}

export async function ask(method, path, body) {
  return (await request(method, path, body)).json();
}

export const get = (path) => ask("GET", path);

/** A picture, for a canvas: an image element could not send the token. */
export async function picture(path) {
  const answer = await request("GET", path);
  return createImageBitmap(await answer.blob());
}

export const runPath = (name) => `/runs/${encodeURIComponent(name)}`;

/** All pages of the journal. */
export async function journal(name) {
  const lines = [];
  for (let next = ""; next !== undefined; ) {
    const page = await get(`${runPath(name)}/journal${next && `?page_token=${encodeURIComponent(next)}`}`);
    lines.push(...page.items);
    next = page.next_page_token;
  }
  return lines;
}

/**
 * Hears a run's events until it is told to stop; connects again, ever more slowly, when the
 * connection is lost.
 *
 * @param heard called with type and data of every event
 * @param opened called at every connection, to fetch what was missed
 * @param lost called when there is none
 * @return a function that stops it
 */
export function listen(name, { heard, opened, lost }) {
  const stop = new AbortController();
  follow(name, stop.signal, { heard, opened, lost });
  return () => stop.abort();
}

async function follow(name, stop, { heard, opened, lost }) {
  let wait = 1000;
  while (!stop.aborted) {
    const since = performance.now();
    try {
      await stream(name, stop, heard, opened);
    } catch (problem) {
      if (problem.status === 401 || problem.status === 404) {
        return;
      }
    }
    if (stop.aborted) {
      return;
    }
    lost();
    wait = performance.now() - since > 2 * LONGEST_WAIT ? 1000 : wait;
    await new Promise((go) => setTimeout(go, wait));
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

async function stream(name, stop, heard, opened) {
  const connection = new AbortController();
  const end = () => connection.abort();
  stop.addEventListener("abort", end);
  let silence = setTimeout(end, SILENCE);
  try {
    const answer = await request("GET", `${runPath(name)}/events`, undefined, connection.signal);
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE);
      const blocks = (text + part.value).split(/\r?\n\r?\n/);
      text = blocks.pop();
      blocks.forEach((block) => tellEvent(block, heard));
    }
  } finally {
    clearTimeout(silence);
    stop.removeEventListener("abort", end);
  }
}

function tellEvent(block, heard) {
  const fields = new Map(block.split(/\r?\n/).map((line) => line.split(/: ?(.*)/s, 2)));
  if (fields.has("data")) {
    heard(fields.get("event") ?? "message", JSON.parse(fields.get("data")));
  }
}
