/* What is in the project: its clips, its newest video, what is being done for it. */

import { at, clock, data, element, say, shape } from "./dom.js";

const ICONS = {
  audio: "M9 18V6l10-2v12M9 18a2.5 2.5 0 1 1-2.5-2.5H9Zm10-2a2.5 2.5 0 1 1-2.5-2.5H19Z",
  video: "M4 6h16v12H4zM10 9.5v5l4.5-2.5Z",
  file: "M7 3h7l5 5v13H7zM14 3v5h5M10 13h6m-6 4h6",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 3.5 3.5 3-3 5 5",
};

export function showProject(state) {
  at("project").textContent = state.name || say("unnamed");
  at("left").textContent = state.hours_left >= 1
    ? say("left", { hours: state.hours_left }) : say("left_soon");
  showClips(state.clips);
  showVideo(state.video);
  showWork(state);
}

/* Whether this is not what was shown last. */
function isNew(place, shown) {
  const text = JSON.stringify(shown);
  if (place.dataset.shown === text) return false;
  place.dataset.shown = text;
  return true;
}

function showClips(clips) {
  at("no-clips").hidden = clips.length > 0;
  at("clip-list").hidden = clips.length === 0;
  at("clip-count").textContent = clips.length || "";
  if (isNew(at("clip-list"), clips)) at("clip-list").replaceChildren(...clips.map(clipItem));
}

/* Colored as its shots in the timeline; songs are counted apart. */
function clipItem(clip) {
  const item = element("li", "clip");
  const face = element("div", "face");
  face.append(icon(clip.kind));
  if (clip.picture && clip.kind !== "audio") face.append(picture(clip));
  const isShot = clip.kind !== "audio";
  const look = isShot ? `number shot-${(clip.number - 1) % 8}` : "number";
  if (clip.number) face.append(element("span", look, String(clip.number)));
  if (clip.seconds) face.append(element("span", "seconds", clock(clip.seconds)));
  const owner = clip.mine ? say("by_you") : clip.by ? say("by", { name: clip.by }) : "";
  const facts = [clip.added ? "" : say("checking"), owner].filter(Boolean);
  item.append(face, element("span", "name", clip.name), element("span", "detail", facts.join(" · ")));
  item.classList.toggle("waiting", !clip.added);
  return item;
}

function picture(clip) {
  const image = element("img", "");
  image.alt = "";
  image.loading = "lazy";
  image.decoding = "async";
  image.addEventListener("error", () => image.remove());
  image.src = `picture/${clip.picture}`;
  return image;
}

function icon(kind) {
  const drawn = shape("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  drawn.append(shape("path", { d: ICONS[kind] || ICONS.file }));
  return drawn;
}

function showVideo(video) {
  const player = at("video");
  at("no-video").hidden = Boolean(video);
  player.hidden = !video;
  at("preview").hidden = !(video && video.preview);
  const address = video ? `video/${video.id}` : "";
  if ((player.dataset.address || "") === address) return;
  player.dataset.address = address;
  if (address) player.src = address;
  else player.removeAttribute("src");
}

function showWork(state) {
  const answers = state.answers.filter((each) => each.ended && each.text);
  const turns = state.work.turns;
  at("work-box").hidden = turns.length + answers.length === 0;
  at("work-title").textContent = say(turns.length ? "working" : "answer");
  if (!isNew(at("work"), [turns, answers])) return;
  at("work").replaceChildren(
    ...answers.map((each) => element("li", "answer", each.text)),
    ...turns.map(turnItem),
  );
}

function turnItem(turn, index) {
  const item = element("li", index ? "turn" : "turn now");
  const who = turn.who && !data.here ? `${turn.who}: ` : "";
  if (turn.asks) item.append(element("span", "name", `${who}“${turn.asks}”`));
  item.append(element("span", "detail", index ? say("queue", { count: index + 1 }) : turn.text));
  return item;
}
