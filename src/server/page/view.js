// Shows an opened paste: text with line numbers, pictures, sound and film, or an offer to save it. Names and contents are
// hostile: they become text nodes, or the bytes of a blob whose type was found by looking at them.

import { $, button, copy, duration, make, paragraph, save, show, size } from "./dom.js";
import { bareName, fragmentOf } from "./link.js";

const ROWS_AT_ONCE = 1000;
const ROWS_MAX = 200_000;
const ROW_CHARACTERS = 20_000;
// What would change how the rest of a line looks, or hide in it: control characters and the marks that turn text around.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

let rows = [];
let marked = null;
// The key of the paste that is shown; null while there is none.
let keyText = null;

const MEDIA = [
  [/^\x89PNG\r\n/, "image/png"],
  [/^\xff\xd8\xff/, "image/jpeg"],
  [/^GIF8[79]a/, "image/gif"],
  [/^RIFF[^]{4}WEBP/, "image/webp"],
  [/^[^]{4}ftypavif/, "image/avif"],
  [/^[^]{4}ftyp(iso|mp4|avc|M4|dash)/, "video/mp4"],
  [/^\x1a\x45\xdf\xa3/, "video/webm"],
  [/^RIFF[^]{4}WAVE/, "audio/wav"],
  [/^OggS/, "audio/ogg"],
  [/^fLaC/, "audio/flac"],
  [/^(ID3|\xff[\xfb\xf3\xf2])/, "audio/mpeg"],
];

// The medium to show, if the first bytes and the type that was sealed with them agree on what kind it is.
export function mediumOf(bytes, type) {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const found = MEDIA.find(([magic]) => magic.test(start))?.[1];
  if (!found || !type || type === "application/octet-stream") return found;
  const [kind, said] = [found, String(type)].map((name) => name.split("/")[0]);
  if (kind === said) return found;
  // One container holds sound and film alike; the type tells which.
  return kind !== "image" && /^(audio|video)$/.test(said) ? found.replace(kind, said) : undefined;
}

// The bytes as text, if they are UTF-8 without NUL.
export function textOf(bytes) {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

// A line with its hidden characters made visible, as nodes.
function visible(line) {
  const nodes = [];
  let at = 0;
  const shown = line.slice(0, ROW_CHARACTERS);
  for (const { 0: found, index } of shown.matchAll(HIDDEN)) {
    const sign = found.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
    nodes.push(shown.slice(at, index), make("b", {}, `<${sign}>`));
    at = index + 1;
  }
  nodes.push(shown.slice(at));
  if (line.length > ROW_CHARACTERS) nodes.push(make("b", {}, ` … ${line.length - ROW_CHARACTERS} more characters`));
  return nodes;
}

// Follows the address to other lines of the paste that is shown; false if it names another paste's key.
export function follow({ key, lines }) {
  if (key === keyText) mark(lines, true);
  return key === keyText;
}

// Marks lines `[from, to]` and, if asked, brings them into view.
function mark(lines, scroll) {
  marked = lines;
  rows.forEach((row, at) => row.classList.toggle("hit", !!lines && at + 1 >= lines[0] && at + 1 <= lines[1]));
  if (scroll && lines) rows[lines[0] - 1]?.scrollIntoView({ block: "start" });
}

function anchor(event) {
  const number = Number(event.target.closest("a")?.textContent);
  if (!number) return;
  event.preventDefault();
  choose(event.shiftKey && marked ? [Math.min(marked[0], number), Math.max(marked[0], number)] : [number, number], false);
}

function choose(lines, scroll) {
  history.replaceState(null, "", fragmentOf(keyText, lines));
  mark(lines, scroll);
}

function showText(text, lines, tools) {
  const all = text.split(/\r\n|\n/);
  if (all.length > 1 && all.at(-1) === "") all.pop();
  const box = make("div", { className: "text wrap", tabIndex: 0, role: "region", ariaLabel: "Text", onclick: anchor });
  box.style.setProperty("--digits", String(all.length).length);
  const wrap = button("Wrap lines", () => (wrap.ariaPressed = box.classList.toggle("wrap")));
  wrap.ariaPressed = true;
  const line = make("input", { type: "number", min: 1, max: all.length, id: "line" });
  line.onchange = () => line.value > 0 && choose([Number(line.value), Number(line.value)], true);
  tools.append(wrap, make("label", {}, "Line", line));
  $("content").append(box);

  const end = Math.min(all.length, ROWS_MAX);
  const more = () => {
    const part = make("div", { className: "part" });
    const stop = Math.min(end, rows.length + ROWS_AT_ONCE);
    part.style.setProperty("contain-intrinsic-size", `auto ${(stop - rows.length) * 1.3125}rem`);
    while (rows.length < stop) {
      const number = rows.length + 1;
      const link = make("a", { href: fragmentOf(keyText, [number, number]), tabIndex: -1, textContent: number });
      const row = make("div", { className: "row" }, link, make("span", {}, ...visible(all[number - 1])));
      rows.push(row);
      part.append(row);
    }
    box.append(part);
    if (lines && rows.length >= Math.min(lines[1], end)) {
      mark(lines, true);
      lines = null;
    }
    if (rows.length < end) requestAnimationFrame(more);
    else if (end < all.length) $("content").append(paragraph(`${all.length - end} more lines: download it to read them.`));
  };
  rows = [];
  more();
}

function showMedium(content, medium, name) {
  const [kind] = medium.split("/");
  const url = URL.createObjectURL(new Blob([content], { type: medium }));
  const element = kind === "image" ? make("img", { alt: name || "Picture" }) : make(kind, { controls: true, ariaLabel: name || kind });
  element.onerror = () => element.replaceWith(paragraph("This browser cannot show it. Download it instead."));
  element.src = url;
  $("content").append(element);
}

// Shows the content. `facts` are the words under its name.
export function view({ content, name, type, id, facts, key, lines, remarks = [] }) {
  const bare = bareName(name ?? "");
  keyText = key;
  show("view", bare || "Paste");
  $("facts").textContent = [size(content.length), ...facts].join(" · ");
  $("content").replaceChildren(...remarks.map((remark) => paragraph(remark)));
  const text = textOf(content);
  const medium = text === null && mediumOf(content, type);
  const extension = text !== null ? "txt" : medium ? medium.split("/")[1] : "bin";
  const tools = $("tools");
  tools.replaceChildren();
  if (text !== null) tools.append(button("Copy", () => copy(text, "the text")));
  tools.append(button("Download", () => save(content, bare || `${id}.${extension}`)));
  if (content.length === 0) $("content").append(paragraph("It is empty."));
  else if (text !== null) showText(text, lines, tools);
  else if (medium) showMedium(content, medium, bare);
  else $("content").append(paragraph("This is not something the page can show. Download it to open it with a program of yours."));
}

export const expiryFact = (paste) => (paste.expires_at ? [`expires in ${duration(paste.expires_at - Date.now() / 1000)}`] : []);
