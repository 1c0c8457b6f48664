/* The files that this browser uploads: at most three at once, each with its progress. */

import { announce, at, button, bytes, data, element, say } from "./dom.js";
import { refresh, state } from "./live.js";
import { Upload } from "./tus.js";

const PARALLEL = 3;
const uploads = [];
let wakeLock = null;
let allDone = () => {};

/* `done` is called whenever an upload ended. */
export function start(done) {
  allDone = done;
  document.addEventListener("visibilitychange", keepAwake);
}

const isActive = (upload) => ["waiting", "uploading", "paused"].includes(upload.state);
export const hasActive = () => uploads.some(isActive);
export const resumeAll = () => uploads.forEach((each) => each.resume());

/* What tells a file from others of its name and size, when it is chosen again. */
const fingerprint = (file) => `vidmuse:${data.scope}:${file.name}:${file.size}:${file.lastModified}`;

function remember(file, id) {
  try {
    if (id) localStorage.setItem(fingerprint(file), id);
    else localStorage.removeItem(fingerprint(file));
  } catch { /* a private window stores nothing */ }
}

function known(file) {
  try {
    return localStorage.getItem(fingerprint(file)) || "";
  } catch {
    return "";
  }
}

export function addFiles(files) {
  for (const file of files) {
    const facts = { name: file.name, largest: data.largest };
    if (file.size > data.largest_bytes) refuse(file, say("error.too_large", facts));
    else if (file.size === 0) refuse(file, say("error.empty", facts));
    else queue(file);
  }
  startNext();
}

function refuse(file, text) {
  const upload = new Upload(file, "files", show);
  upload.text = text;
  upload.state = "refused";
  uploads.push(upload);
  show(upload);
  announce(text);
}

/* One that stopped halfway goes on: this browser's own, or one of the same name and size. */
function queue(file) {
  const open = (state ? state.uploads : []).filter((each) => each.stage === "unfinished"
    && !uploads.some((other) => other.id === each.id && isActive(other)));
  const stored = open.find((each) => each.id === known(file));
  const upload = new Upload(file, "files", show, stored ? stored.id : "");
  uploads.push(upload);
  show(upload);
}

function startNext() {
  const running = uploads.filter((each) => each.started && isActive(each)).length;
  const next = uploads.filter((each) => !each.started && each.state === "waiting");
  for (const upload of next.slice(0, PARALLEL - running)) {
    upload.started = true;
    upload.run().finally(() => finished(upload));
  }
  keepAwake();
}

function finished(upload) {
  if (upload.state === "done") {
    remember(upload.file, "");
    announce(`${upload.file.name}: ${say("checking")}`);
    refresh();
  } else if (upload.state === "refused") {
    if (![410, 423].includes(upload.status)) remember(upload.file, "");
    announce(upload.text || say("error.unknown"));
  }
  startNext();
  allDone();
}

/* A phone that locks its screen stops an upload; where the browser allows it, it stays on. */
async function keepAwake() {
  const needed = hasActive();
  if (needed && !wakeLock && navigator.wakeLock && !document.hidden) {
    wakeLock = await navigator.wakeLock.request("screen").catch(() => null);
    if (wakeLock) wakeLock.addEventListener("release", () => { wakeLock = null; });
  } else if (!needed && wakeLock) {
    wakeLock.release();
  }
}

function detail(upload) {
  const stored = state && upload.id
    ? state.uploads.find((each) => each.id === upload.id) : null;
  switch (upload.state) {
    case "waiting": return [say("waiting"), ""];
    case "paused": return [say("paused"), "warn"];
    case "cancelled": return [say("cancelled"), ""];
    case "refused": return [upload.text || say("error.unknown"), "bad"];
    case "done":
      if (stored && stored.stage === "refused") return [stored.text || say("error.kind", { name: upload.file.name }), "bad"];
      if (stored && stored.stage === "added") return [say("added"), "good"];
      return [say("checking"), ""];
    default:
      return [say("uploading", {
        done: bytes(upload.sent || upload.offset), total: bytes(upload.file.size),
        speed: bytes(upload.speed),
      }), ""];
  }
}

function show(upload) {
  if (upload.id && isActive(upload)) remember(upload.file, upload.id);
  at("uploads").hidden = false;
  if (!upload.item) {
    upload.item = element("li", "item");
    upload.name = element("span", "name", upload.file.name);
    upload.detail = element("span", "detail");
    upload.actions = element("span", "actions");
    upload.bar = element("progress", "");
    upload.bar.max = Math.max(1, upload.file.size);
    upload.bar.setAttribute("aria-label", upload.file.name);
    upload.item.append(upload.name, upload.detail, upload.actions, upload.bar);
    at("upload-list").append(upload.item);
  }
  const [text, look] = detail(upload);
  upload.detail.textContent = text;
  upload.detail.className = `detail ${look}`;
  upload.bar.value = upload.state === "done" ? upload.bar.max : (upload.sent || upload.offset);
  upload.bar.hidden = !isActive(upload);
  showActions(upload);
}

function showActions(upload) {
  const wanted = isActive(upload) ? "cancel"
    : upload.state === "refused" && upload.file.size > 0 && upload.started ? "retry"
    : upload.state === "cancelled" || upload.state === "refused" ? "remove" : "";
  if (upload.action === wanted) return;
  upload.action = wanted;
  const name = upload.file.name;
  const made = {
    cancel: () => button(say("cancel"), name, () => { remember(upload.file, ""); upload.cancel(); }),
    retry: () => button(say("retry"), name, () => { remove(upload); queue(upload.file); startNext(); }),
    remove: () => button(say("remove"), name, () => { remove(upload); at("pick").focus(); }),
  }[wanted];
  upload.actions.replaceChildren(...(made ? [made()] : []));
}

function remove(upload) {
  uploads.splice(uploads.indexOf(upload), 1);
  upload.item.remove();
  hideIfEmpty();
}

function hideIfEmpty() {
  at("uploads").hidden = at("upload-list").childElementCount === 0;
}

export function showUploads(current) {
  uploads.forEach(show);
  showUnfinished(current);
  for (const upload of uploads.filter((each) => each.state === "done" && !each.leaving)) {
    if (!current.uploads.some((each) => each.id === upload.id && each.stage === "added")) continue;
    upload.leaving = true;  // it stands among the clips now
    setTimeout(() => remove(upload), 4000);
  }
}

/* Uploads of earlier visits that stopped halfway. */
function showUnfinished(current) {
  const stopped = current.uploads.filter((each) => each.stage === "unfinished"
    && !uploads.some((other) => other.id === each.id));
  for (const item of [...document.querySelectorAll("[id^=stored-]")]) {
    if (!stopped.some((each) => `stored-${each.id}` === item.id)) item.remove();
  }
  for (const stored of stopped) {
    const item = at(`stored-${stored.id}`) || storedItem(stored);
    item.querySelector("progress").value = stored.offset;
  }
  hideIfEmpty();
}

function storedItem(stored) {
  const item = element("li", "item");
  item.id = `stored-${stored.id}`;
  const actions = element("span", "actions");
  actions.append(button(say("cancel"), stored.name, () => {
    fetch(`files/${stored.id}`, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } })
      .then(refresh, refresh);
    item.remove();
    hideIfEmpty();
  }));
  const bar = element("progress", "");
  bar.max = stored.size;
  bar.setAttribute("aria-label", stored.name);
  item.append(element("span", "name", stored.name), element("span", "detail warn", say("resume")), actions, bar);
  at("upload-list").append(item);
  return item;
}
