/* Small helpers: the page's words and facts, elements, sizes and times. */

export const data = JSON.parse(document.getElementById("data").textContent);
export const at = (id) => document.getElementById(id);

/* A sentence of the page; what is unknown stays as its slot. */
export const say = (key, facts = {}) =>
  data.words[key].replace(/\{(\w+)\}/g, (slot, name) => facts[name] ?? slot);

/* A small element with text; words of people are never read as HTML. */
export function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

export function button(label, about, action, className = "button small") {
  const made = element("button", className, label);
  made.type = "button";
  if (about) made.setAttribute("aria-label", `${label}: ${about}`);
  made.addEventListener("click", action);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, attributes, className = "") {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (className) made.setAttribute("class", className);
  return made;
}

export function bytes(count) {
  const units = ["B", "KB", "MB", "GB"];
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) { count /= 1024; unit += 1; }
  return `${count >= 100 || unit === 0 ? Math.round(count) : count.toFixed(1)} ${units[unit]}`;
}

export function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

export function announce(text) {
  at("announce").textContent = text;
}

export function problem(text) {
  at("problem").textContent = text;
  at("problem").hidden = !text;
}
