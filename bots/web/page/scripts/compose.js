/* The line for instructions. Words wait for the uploads that they are meant for. */

import { announce, at, button, data, say } from "./dom.js";
import { follow, refresh } from "./live.js";
import { Refused } from "./tus.js";
import { hasActive } from "./uploads.js";

const TALLEST = 160;
let held = null;
let tooLong = false;
let shownIdeas = "";

export const newMark = () => `${Date.now().toString(36)}-${[...crypto.getRandomValues(new Uint8Array(9))].map((n) => n.toString(36)).join("")}`;

export async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Refused(answer.status, found.text);
  return found;
}

export function tell(text) {
  at("ask-state").textContent = text;
}

/* Gives a function that tells whether words wait to be sent. */
export function setUpCompose() {
  const words = at("words");
  at("ask").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  words.addEventListener("input", () => { fit(); checkLength(); });
  at("send-now").addEventListener("click", () => sendHeld(true));
  return () => Boolean(held);
}

/* Buttons that write a request which would change the video. */
export function showIdeas(ideas) {
  if (String(ideas) === shownIdeas) return;
  shownIdeas = String(ideas);
  const words = at("words");
  at("ideas").replaceChildren(...ideas.map((name) => {
    const idea = say(`idea.${name}`);
    return button(idea, "", () => { words.value = idea; fit(); words.focus(); }, "chip");
  }));
}

/* The field grows with its words. */
function fit() {
  const words = at("words");
  words.style.height = "auto";
  words.style.height = `${Math.min(TALLEST, words.scrollHeight + 2)}px`;
  at("ideas").hidden = words.value !== "";
}

/* Says that the words are too long, until they are shortened; whether they can be sent. */
function checkLength() {
  const fits = [...at("words").value.trim()].length <= data.longest;
  if (!fits) tell(say("error.too_long", data));
  else if (tooLong) tell("");
  tooLong = !fits;
  at("words").setAttribute("aria-invalid", String(tooLong));
  return fits;
}

function submit() {
  const text = at("words").value.trim();
  if (!text || !checkLength()) { at("words").focus(); return; }
  at("words").value = "";
  fit();
  held = { text, mark: newMark() };
  sendHeld();
}

export async function sendHeld(now = false) {
  if (!held || held.sending) return;
  const waits = !now && hasActive();
  at("send-now").hidden = !waits;
  if (waits) { tell(`“${held.text}” · ${say("held")}`); return; }
  const { text, mark } = held;
  held.sending = true;
  at("send").disabled = true;
  try {
    const found = await post("words", { text, mark });
    follow(mark);
    tell(found.notice || say(data.here ? "sent_here" : "sent"));
    refresh();
  } catch (error) {
    tell(error instanceof Refused ? error.message : say("offline"));
    if (!at("words").value) { at("words").value = text; fit(); }
  } finally {
    held = null;
    at("send").disabled = false;
  }
}

/* A button of a message. */
export async function press(message, pressed) {
  try {
    const mark = newMark();
    const found = await post("press", { message, data: pressed, mark });
    if (found.notice) { tell(found.notice); announce(found.notice); }
    follow(mark);
    refresh();
  } catch (error) {
    tell(error instanceof Refused ? error.message : say("offline"));
  }
}
