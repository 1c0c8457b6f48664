/* The timeline as a picture: tracks, cuts, beats and loudness; it moves with the video. */

import { at, clock, element, say, shape } from "./dom.js";

const WIDTH = 1000;
const GAP = 8;
const HIGH = { video: 64, music: 72, title: 30 };
let shown = "";
let seconds = 0;
let head = null;

export function showTimeline(timeline) {
  const text = JSON.stringify(timeline);
  if (text === shown) return;
  shown = text;
  at("timeline-box").hidden = !timeline;
  if (!timeline) return;
  seconds = timeline.seconds;
  const shots = timeline.tracks.filter((each) => each.kind === "video").flatMap((each) => each.pieces);
  const about = [
    say("timeline_length", { time: clock(seconds) }),
    say("timeline_cuts", { count: Math.max(0, shots.length - 1) }),
    ...(timeline.beats.length ? [say("timeline_beats", { count: timeline.beats.length })] : []),
  ].join(" · ");
  at("timeline-about").textContent = about;
  at("timeline").replaceChildren(drawing(timeline, about), ...labels(timeline));
  at("shot-list").replaceChildren(...shots.map((shot) => element(
    "li", "", say("shot", { start: time(shot.start), end: time(shot.end), name: shot.name }))));
}

const x = (at_) => (WIDTH * Math.min(1, Math.max(0, at_ / seconds)));
const time = (value) => `${Math.floor(value / 60)}:${(value % 60).toFixed(1).padStart(4, "0")}`;

function drawing(timeline, about) {
  const tall = timeline.tracks.reduce((sum, track) => sum + HIGH[track.kind] + GAP, 0) - GAP;
  const picture = shape("svg", {
    viewBox: `0 0 ${WIDTH} ${tall}`, preserveAspectRatio: "none", role: "img", "aria-label": about,
  });
  picture.style.height = `${tall}px`;
  let top = 0;
  for (const track of timeline.tracks) {
    const high = HIGH[track.kind];
    picture.append(box(0, seconds, top, high, "lane"));
    if (track.kind === "music") picture.append(...music(timeline, track, top, high));
    else for (const piece of track.pieces) picture.append(block(track.kind, piece, top, high));
    top += high + GAP;
  }
  picture.append(...beats(timeline, tall));
  head = shape("line", { x1: 0, x2: 0, y1: 0, y2: tall, "vector-effect": "non-scaling-stroke" }, "playhead");
  picture.append(head);
  picture.addEventListener("click", (event) => {
    const frame = picture.getBoundingClientRect();
    seek(seconds * (event.clientX - frame.left) / frame.width);
  });
  return picture;
}

function box(start, end, top, high, className) {
  const left = x(start);
  return shape("rect", { x: left, y: top, width: Math.max(1, x(end) - left), height: high, rx: 5 }, className);
}

function block(kind, piece, top, high) {
  const slit = seconds * 0.002;
  const end = Math.max(piece.start, piece.end - (kind === "video" ? slit : 0));
  const className = kind === "video" ? `shot shot-${piece.clip % 8}` : "words";
  const drawn = box(piece.start, end, top, high, className);
  const title = shape("title", {});
  title.textContent = `${time(piece.start)} ${piece.name}`;
  drawn.append(title);
  return drawn;
}

/* Numbers of shots and words of titles, where there is room; the list below tells all. */
function labels(timeline) {
  const made = [];
  let top = 0;
  for (const track of timeline.tracks) {
    for (const piece of track.kind === "music" ? [] : track.pieces) {
      if ((piece.end - piece.start) / seconds < (track.kind === "video" ? 0.045 : 0.08)) continue;
      const isTitle = track.kind === "title";
      const label = element("span", isTitle ? "label on-title" : "label", isTitle ? piece.name : String(piece.clip + 1));
      label.setAttribute("aria-hidden", "true");
      label.style.left = `${100 * piece.start / seconds}%`;
      label.style.width = `${100 * (piece.end - piece.start) / seconds}%`;
      label.style.top = `${top}px`;
      label.style.lineHeight = `${isTitle ? HIGH.title : 24}px`;
      made.push(label);
    }
    top += HIGH[track.kind] + GAP;
  }
  return made;
}

/* Loudness where it is known, a plain block where not. */
function music(timeline, track, top, high) {
  const wave = timeline.wave;
  if (!wave.length) return track.pieces.map((piece) => box(piece.start, piece.end, top + high / 3, high / 3, "wave"));
  const middle = top + high / 2;
  return track.pieces.map((piece) => {
    const from = Math.floor(wave.length * piece.start / seconds);
    const to = Math.min(wave.length, Math.ceil(wave.length * piece.end / seconds));
    let path = "";
    for (let index = from; index < to; index += 1) {
      const half = Math.max(1, wave[index] * (high / 2 - 4));
      path += `M${(WIDTH * (index + 0.5) / wave.length).toFixed(1)} ${(middle - half).toFixed(1)}v${(2 * half).toFixed(1)}`;
    }
    return shape("path", { d: path, "vector-effect": "non-scaling-stroke" }, "wave-line");
  });
}

/* Beats over all tracks; where they are too dense, the first of each bar alone. */
function beats(timeline, tall) {
  const strong = new Set(timeline.downbeats);
  const dense = timeline.beats.length > 120;
  return timeline.beats.filter((beat) => !dense || strong.has(beat)).map((beat) => shape("line", {
    x1: x(beat), x2: x(beat), y1: 0, y2: tall, "vector-effect": "non-scaling-stroke",
  }, strong.has(beat) ? "beat strong" : "beat"));
}

function seek(to) {
  const video = at("video");
  if (!video.hidden && Number.isFinite(video.duration)) video.currentTime = Math.min(video.duration, to);
}

at("video").addEventListener("timeupdate", () => {
  if (!head || !seconds) return;
  const place = x(at("video").currentTime);
  head.setAttribute("x1", place);
  head.setAttribute("x2", place);
});
