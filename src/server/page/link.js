// Keys as they stand in a link, and what else a fragment may hold (PROTOCOL §6). Pure; mirrors container/link.rs.

// Why something could not be opened. `layer` names what refused: link, layout, passphrase, auth or payload.
export class Refused extends Error {
  constructor(layer, why) {
    super(why);
    this.layer = layer;
  }
}

export const KEY_BYTES = 32;
export const KEY_CHARACTERS = 43;

// 32 bytes as 43 characters of unpadded base64url.
export function keyToText(key) {
  return btoa(String.fromCharCode(...key)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The key in a link's fragment: padded, standard-alphabet and trailing-`&…` forms are read, anything not canonical is not.
export function keyFromText(text) {
  const bare = text.split("&")[0].split("?")[0].replace(/=+$/, "").replace(/\+/g, "-").replace(/\//g, "_");
  if (!/^[A-Za-z0-9_-]*$/.test(bare)) throw new Refused("link", "the key holds characters no key has");
  if (bare.length !== KEY_CHARACTERS) {
    throw new Refused("link", `the key has ${bare.length} characters instead of ${KEY_CHARACTERS}`);
  }
  const key = Uint8Array.from(atob(bare.replace(/-/g, "+").replace(/_/g, "/") + "="), (digit) => digit.charCodeAt(0));
  if (keyToText(key) !== bare) throw new Refused("link", "the last character of the key is not one a key ends with");
  return key;
}

// Takes a fragment apart: `#KEY&L10-20` with a key, `#L10` without, `#delete=TOKEN` to take a paste away.
export function parseFragment(fragment) {
  const found = { key: "", lines: null, deleteToken: null };
  for (const part of fragment.replace(/^#/, "").split("&")) {
    const lines = /^L([1-9]\d{0,8})(?:-L?([1-9]\d{0,8}))?$/.exec(part);
    const token = /^delete=([0-9a-f]{64})$/i.exec(part);
    if (lines) {
      const [from, to] = [Number(lines[1]), Number(lines[2] ?? lines[1])];
      found.lines = [Math.min(from, to), Math.max(from, to)];
    } else if (token) {
      found.deleteToken = token[1].toLowerCase();
    } else if (!found.key) {
      found.key = part.replace(/%3d/gi, "=").replace(/%2b/gi, "+").replace(/%2f/gi, "/");
    }
  }
  return found;
}

// The fragment that names a key and lines, as `parseFragment` reads it; empty if there is neither.
export function fragmentOf(key, lines) {
  const anchor = lines ? `L${lines[0]}${lines[1] > lines[0] ? `-${lines[1]}` : ""}` : "";
  const parts = [key, anchor].filter((part) => part);
  return parts.length ? `#${parts.join("&")}` : "";
}

// A file's name without directories, control characters and the marks that turn text around; empty if nothing is left.
export function bareName(name) {
  const last = String(name).split(/[/\\]/).pop();
  const bare = last.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "").trim();
  return bare === "." || bare === ".." ? "" : bare.slice(0, 255);
}

export const random = (size) => crypto.getRandomValues(new Uint8Array(size));

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
