/* The project's state: asked for now and then while somebody looks, the same for all. */

import { at, data, problem, say } from "./dom.js";

const POLL = 2500;
const LONGEST = 20000;
let listener = () => {};
let isBusy = () => false;
let tag = "";
let marks = [];
let asking = false;
let again = false;
let failures = 0;
let timer = null;
let ended = false;

export let state = null;

/* `show` is called with each new state; `busy` tells whether a reload would lose work. */
export function watch(show, busy) {
  listener = show;
  isBusy = busy;
  document.addEventListener("visibilitychange", schedule);
  schedule();
}

/* Answers to what was sent with this mark are shown, too. */
export function follow(mark) {
  marks = [...marks, mark].slice(-5);
  tag = "";
}

export async function refresh() {
  if (ended) return;
  if (asking) { again = true; return; }
  asking = true;
  try {
    await look();
    failures = 0;
  } catch {
    failures += 1;
    problem(say("offline"));
  } finally {
    asking = false;
  }
  if (again) { again = false; await refresh(); }
}

async function look() {
  const query = marks.map((mark) => `mark=${encodeURIComponent(mark)}`).join("&");
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(`state?${query}`, { cache: "no-store", headers });
  if (answer.status === 304) { problem(""); return; }
  const found = await answer.json();
  if (!answer.ok) {
    problem(found.text);
    if (answer.status === 403 || answer.status === 410) end();
    return;
  }
  tag = answer.headers.get("ETag") || "";
  state = found;
  problem("");
  if (state.version !== data.version && !isBusy()) { location.reload(); return; }
  listener(state);
}

function schedule() {
  clearTimeout(timer);
  if (document.hidden || ended) return;
  refresh().finally(() => {
    clearTimeout(timer);
    timer = setTimeout(schedule, Math.min(LONGEST, POLL * 2 ** failures));
  });
}

/* The link lets nobody in any more. */
function end() {
  ended = true;
  for (const id of ["pick", "send", "words"]) at(id).disabled = true;
}
