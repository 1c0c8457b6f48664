/* The page of a project: puts its parts together. */

import { at, data } from "./dom.js";
import { refresh, watch } from "./live.js";
import { addFiles, hasActive, resumeAll, showUploads, start } from "./uploads.js";
import { sendHeld, setUpCompose, showIdeas } from "./compose.js";
import { showProject } from "./project.js";
import { showTimeline } from "./timeline.js";
import { showMessages } from "./messages.js";

at("avatar").textContent = [...(data.who || "·")][0].toUpperCase();
at("pick").addEventListener("change", (event) => {
  addFiles(event.target.files);
  event.target.value = "";
});

let depth = 0;
const over = (inside) => document.body.classList.toggle("dragging", inside);
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
document.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  depth = 0;
  over(false);
  addFiles(event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length) addFiles(event.clipboardData.files);
});

const held = setUpCompose();
start(sendHeld);
window.addEventListener("online", () => { resumeAll(); refresh(); });
window.addEventListener("beforeunload", (event) => {
  if (hasActive() || held()) event.preventDefault();
});
watch((state) => {
  showProject(state);
  showTimeline(state.timeline);
  showMessages(state.messages);
  showIdeas(state.ideas);
  showUploads(state);
}, () => hasActive() || held() || at("words").value.trim() !== "");
