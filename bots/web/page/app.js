"use strict";
/* The drop page: picks files, shows the project, sends what is typed. */

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const say = (key, facts = {}) =>
  data.words[key].replace(/\{(\w+)\}/g, (slot, name) => facts[name] ?? slot);
const PARALLEL = 3;
const POLL = 2500;
const uploads = [];
let state = null;
let held = null;
let marks = [];
let wakeLock = null;

/* A small element with text; words of people are never read as HTML. */
function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(label, about, action, className = "button small") {
  const made = element("button", className, label);
  made.type = "button";
  if (about) made.setAttribute("aria-label", `${label}: ${about}`);
  made.addEventListener("click", action);
  return made;
}

function bytes(count) {
  const units = ["B", "KB", "MB", "GB"];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) { count /= 1000; unit += 1; }
  return `${count >= 100 || unit === 0 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function announce(text) {
  at("announce").textContent = text;
}

function problem(text) {
  at("problem").textContent = text;
  at("problem").hidden = !text;
}

/* ---- files ---- */

/* What tells a file from others of its name and size, when it is chosen again. */
const fingerprint = (file) => `vidmuse:${location.pathname.split("/").at(-2).slice(-16)}:${file.name}:${file.size}:${file.lastModified}`;

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

function add(files) {
  for (const file of files) {
    const facts = { name: file.name, largest: data.largest };
    if (file.size > data.largest_bytes) refuse(file, say("error.too_large", facts));
    else if (file.size === 0) refuse(file, say("error.empty", facts));
    else queue(file);
  }
  start();
}

function refuse(file, text) {
  const upload = new Upload(file, "files", showUpload);
  upload.text = text;
  upload.state = "refused";
  uploads.push(upload);
  showUpload(upload);
  announce(text);
}

function queue(file) {
  const stored = (state ? state.uploads : []).find(
    (each) => each.id === known(file) && each.stage === "unfinished");
  const active = uploads.some((each) => stored && each.id === stored.id && isActive(each));
  const upload = new Upload(file, "files", showUpload, stored && !active ? stored.id : "");
  uploads.push(upload);
  showUpload(upload);
}

const isActive = (upload) => ["waiting", "uploading", "paused"].includes(upload.state);

function start() {
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
    remember(upload.file, "");
    announce(upload.text || say("error.unknown"));
  }
  start();
  sendHeld();
}

/* A phone that locks its screen stops an upload; where the browser allows it, it stays on. */
async function keepAwake() {
  const needed = uploads.some(isActive);
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
    case "paused": return [say("paused"), ""];
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

function showUpload(upload) {
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
    retry: () => button(say("retry"), name, () => { drop(upload); queue(upload.file); start(); }),
    remove: () => button(say("remove"), name, () => { drop(upload); at("pick").focus(); }),
  }[wanted];
  upload.actions.replaceChildren(...(made ? [made()] : []));
}

function drop(upload) {
  uploads.splice(uploads.indexOf(upload), 1);
  upload.item.remove();
  at("uploads").hidden = at("upload-list").childElementCount === 0;
}

/* Uploads of earlier visits that stopped halfway. */
function showUnfinished() {
  for (const stored of state.uploads) {
    const mine = uploads.some((each) => each.id === stored.id);
    let item = document.getElementById(`stored-${stored.id}`);
    if (mine || stored.stage !== "unfinished") {
      if (item) item.remove();
      continue;
    }
    if (!item) {
      item = element("li", "item");
      item.id = `stored-${stored.id}`;
      const actions = element("span", "actions");
      actions.append(button(say("cancel"), stored.name, () => {
        fetch(`files/${stored.id}`, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } })
          .then(refresh, refresh);
        item.remove();
      }));
      const bar = element("progress", "");
      bar.max = stored.size;
      bar.setAttribute("aria-label", stored.name);
      item.append(element("span", "name", stored.name), element("span", "detail", say("resume")), actions, bar);
      at("upload-list").append(item);
      at("uploads").hidden = false;
    }
    item.querySelector("progress").value = stored.offset;
  }
  for (const item of [...document.querySelectorAll("[id^=stored-]")]) {
    if (!state.uploads.some((each) => `stored-${each.id}` === item.id)) item.remove();
  }
}

/* ---- words ---- */

const newMark = () => `${Date.now().toString(36)}-${[...crypto.getRandomValues(new Uint8Array(9))].map((n) => n.toString(36)).join("")}`;

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, found.text);
  return found;
}

function submitWords() {
  const text = at("words").value.trim();
  if (!text) return;
  at("words").value = "";
  held = { text, mark: newMark() };
  sendHeld();
}

/* Words wait for the uploads: what they ask for is meant for these clips. */
async function sendHeld(now = false) {
  if (!held || held.sending) return;
  const waits = !now && uploads.some(isActive);
  at("send-now").hidden = !waits;
  if (waits) {
    at("ask-state").textContent = `“${held.text}” · ${say("held")}`;
    return;
  }
  const { text, mark } = held;
  held.sending = true;
  at("send").disabled = true;
  try {
    const found = await post("words", { text, mark });
    marks = [...marks, mark].slice(-5);
    held = null;
    at("ask-state").textContent = found.notice || say(data.here ? "sent_here" : "sent");
    refresh();
  } catch (error) {
    held = null;
    at("ask-state").textContent = error instanceof Refused ? error.message : say("offline");
    at("words").value = text;
  } finally {
    at("send").disabled = false;
  }
}

/* ---- the project ---- */

function showState() {
  at("project").textContent = say("project", { name: state.name || say("unnamed") });
  const hours = Math.floor(state.seconds_left / 3600);
  at("left").textContent = hours >= 1 ? say("left", { hours }) : say("left_soon");
  showClips(state.clips);
  showVideo(state.video);
  showMessages(state.messages);
  const lines = [state.work.text];
  if (state.work.waiting) lines.push(say("queue", { count: state.work.waiting }));
  for (const answer of state.answers) if (answer.ended) lines.push(answer.text);
  const text = lines.filter(Boolean).join("\n");
  at("work-box").hidden = !text;
  if (at("work").textContent !== text) at("work").textContent = text;
  uploads.forEach(showUpload);
  showUnfinished();
}

function showClips(clips) {
  at("no-clips").hidden = clips.length > 0;
  const shown = JSON.stringify(clips);
  if (at("clip-list").dataset.shown === shown) return;
  at("clip-list").dataset.shown = shown;
  at("clip-list").replaceChildren(...clips.map((clip) => {
    const item = element("li", "item");
    const facts = [];
    if (clip.seconds) facts.push(clock(clip.seconds));
    if (clip.mine) facts.push(say("by_you"));
    else if (clip.by) facts.push(say("by", { name: clip.by }));
    if (!clip.added) facts.push(say("checking"));
    item.append(element("span", "name", clip.name), element("span", "detail", facts.join(" · ")));
    return item;
  }));
}

function showVideo(video) {
  const player = at("video");
  at("video-box").hidden = data.here && !video;
  at("no-video").hidden = Boolean(video);
  player.hidden = !video;
  at("preview").hidden = !(video && video.preview);
  const address = video ? `video/${video.id}` : "";
  if (player.dataset.address !== address) {
    player.dataset.address = address;
    if (address) player.src = address;
    else player.removeAttribute("src");
  }
}

function showMessages(messages) {
  at("messages").hidden = messages.length === 0;
  const list = at("message-list");
  const seen = new Map([...list.children].map((item) => [item.dataset.number, item]));
  for (const message of messages) {
    const number = String(message.number);
    const shown = JSON.stringify(message);
    let item = seen.get(number);
    seen.delete(number);
    if (item && item.dataset.shown === shown) continue;
    const fresh = messageItem(message);
    fresh.dataset.number = number;
    fresh.dataset.shown = shown;
    if (item) item.replaceWith(fresh);
    else list.append(fresh);
  }
  for (const item of seen.values()) item.remove();
}

function messageItem(message) {
  const item = element("li", "message");
  for (const span of message.spans) {
    let part = document.createTextNode(span.text);
    if (span.url) {
      const link = element("a", "", span.text);
      link.href = span.url;
      link.rel = "noreferrer noopener";
      link.target = "_blank";
      part = link;
    } else if (span.code || span.bold) {
      part = element(span.code ? "code" : "strong", "", span.text);
    }
    item.append(part);
  }
  if (message.file) {
    const address = `media/${message.number}?${encodeURIComponent(message.file)}`;
    const media = document.createElement(message.kind === "video" ? "video" : "img");
    if (message.kind === "video") { media.controls = true; media.playsInline = true; media.preload = "metadata"; media.setAttribute("aria-label", say("video_of")); }
    else media.alt = message.name || "";
    media.src = address;
    item.append(media);
  }
  const rows = element("div", "buttons");
  for (const each of message.buttons.flat()) {
    if (each.url) {
      const link = element("a", "button small", each.label);
      link.href = each.url;
      link.rel = "noreferrer noopener";
      rows.append(link);
    } else {
      rows.append(button(each.label, "", () => press(message.number, each.data)));
    }
  }
  if (rows.childElementCount) item.append(rows);
  return item;
}

async function press(message, pressed) {
  try {
    const found = await post("press", { message, data: pressed, mark: newMark() });
    if (found.notice) at("ask-state").textContent = found.notice;
    refresh();
  } catch (error) {
    at("ask-state").textContent = error instanceof Refused ? error.message : say("offline");
  }
}

/* ---- live ---- */

let polling = null;
let asking = false;

async function refresh() {
  if (asking) return;
  asking = true;
  try {
    const query = marks.map((mark) => `mark=${encodeURIComponent(mark)}`).join("&");
    const answer = await fetch(`state?${query}`, { cache: "no-store" });
    const found = await answer.json();
    if (answer.ok) {
      state = found;
      problem("");
      showState();
    } else {
      problem(found.text);
      if (answer.status === 403 || answer.status === 410) stop();
    }
  } catch {
    problem(say("offline"));
  } finally {
    asking = false;
  }
}

function poll() {
  clearInterval(polling);
  if (!document.hidden) {
    refresh();
    polling = setInterval(refresh, POLL);
  }
}

function stop() {
  clearInterval(polling);
  at("pick").disabled = true;
  at("send").disabled = true;
}

at("pick").addEventListener("change", (event) => { add(event.target.files); event.target.value = ""; });
at("ask").addEventListener("submit", (event) => { event.preventDefault(); submitWords(); });
at("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submitWords(); }
});
at("send-now").addEventListener("click", () => sendHeld(true));
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); at("drop").classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) {
  document.addEventListener(kind, (event) => { event.preventDefault(); at("drop").classList.remove("over"); });
}
document.addEventListener("drop", (event) => add(event.dataTransfer.files));
document.addEventListener("visibilitychange", () => { poll(); keepAwake(); });
window.addEventListener("online", () => { uploads.forEach((each) => each.resume()); refresh(); });
window.addEventListener("beforeunload", (event) => {
  if (uploads.some(isActive) || held) event.preventDefault();
});
poll();
