/* The conversation of a chat that lives on the page alone. */

import { at, button, element, say } from "./dom.js";
import { press } from "./compose.js";

export function showMessages(messages) {
  at("messages").hidden = messages.length === 0;
  const list = at("message-list");
  const log = list.parentElement;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const seen = new Map([...list.children].map((item) => [item.dataset.number, item]));
  for (const message of messages) {
    const number = String(message.number);
    const shown = JSON.stringify(message);
    const item = seen.get(number);
    seen.delete(number);
    if (item && item.dataset.shown === shown) continue;
    const fresh = messageItem(message);
    fresh.dataset.number = number;
    fresh.dataset.shown = shown;
    if (item) item.replaceWith(fresh);
    else list.append(fresh);
  }
  for (const item of seen.values()) item.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function messageItem(message) {
  const item = element("li", "message");
  item.append(...message.spans.map(piece));
  if (message.file) item.append(media(message));
  const rows = element("div", "buttons");
  rows.append(...message.buttons.flat().map((each) => (each.url
    ? link(each.url, each.label, "button small")
    : button(each.label, "", () => press(message.number, each.data)))));
  if (rows.childElementCount) item.append(rows);
  return item;
}

function piece(span) {
  if (span.url) return link(span.url, span.text, "");
  if (span.code || span.bold) return element(span.code ? "code" : "strong", "", span.text);
  return document.createTextNode(span.text);
}

function link(address, text, className) {
  const made = element("a", className, text);
  made.href = address;
  made.rel = "noreferrer noopener";
  made.target = "_blank";
  return made;
}

function media(message) {
  const isVideo = message.kind === "video";
  const made = document.createElement(isVideo ? "video" : "img");
  if (isVideo) {
    made.controls = true;
    made.playsInline = true;
    made.preload = "metadata";
    made.setAttribute("aria-label", say("video_of"));
  } else {
    made.alt = message.name || "";
  }
  made.src = `media/${message.number}?${encodeURIComponent(message.file)}`;
  return made;
}
