// Talks to the server this page came from. Keys, passphrases and plaintext never come here.

import { hex, random } from "./link.js";

// The server with its prefix, ending in "/": this module lies at `<prefix>/-/`.
export const BASE = new URL("../", import.meta.url).href;

// What went wrong with a request: the server's `code`, or `unreachable` where there was no answer.
export class Problem extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

const unreachable = () => new Problem("unreachable", "The server cannot be reached. Check the connection and try again.");

export const randomHex = (bytes) => hex(random(bytes));

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A header's value travels as bytes; this is the UTF-8 of a text in the form the browser takes them.
export const headerText = (text) => String.fromCharCode(...new TextEncoder().encode(text));

// `body` is null where the answer is not ours but that of a proxy in between.
function problemOf(status, body, retryAfter) {
  const sentence = String(body?.error || `the server answered ${status}`);
  const later = Number(retryAfter) > 0 ? ` Try again in ${retryAfter} seconds.` : "";
  return new Problem(body?.code, `${sentence[0].toUpperCase()}${sentence.slice(1)}.${later}`);
}

async function request(method, path, headers = {}, options = {}) {
  let reply;
  try {
    reply = await fetch(BASE + path, { method, headers: { Accept: "application/json", ...headers }, cache: "no-store", ...options });
  } catch {
    throw unreachable();
  }
  if (!reply.ok) throw problemOf(reply.status, await reply.json().catch(() => null), reply.headers.get("Retry-After"));
  return reply;
}

const getJson = async (path) => (await request("GET", path)).json();

export const about = () => getJson("");
export const challenge = () => getJson("challenge");
export const metadata = (id) => getJson(id);

// Erases a paste: with its delete token, or as the reader who holds its lease.
export const remove = (id, headers) => request("DELETE", id, headers, { keepalive: true });

// The stored bytes of a paste, piece by piece. They are kept, so that they can be gone through again; a connection that
// breaks is made again, which a burn paste allows to the reader who holds its lease.
export class Download {
  constructor(id, headers, onProgress) {
    Object.assign(this, { id, headers, onProgress, pieces: [], size: 0, skip: 0, done: false });
  }

  async start() {
    const reply = await request("GET", `${this.id}/raw`, { Accept: "*/*", ...this.headers });
    this.reader = reply.body.getReader();
    this.skip = this.size;
  }

  async more() {
    for (let tries = 0; !this.done; ) {
      try {
        const { value, done } = await this.reader.read();
        this.done = done;
        const fresh = value?.subarray(Math.min(this.skip, value.length)) ?? [];
        this.skip -= (value?.length ?? 0) - fresh.length;
        if (fresh.length === 0) continue;
        this.pieces.push(fresh);
        this.size += fresh.length;
        return this.onProgress(this.size);
      } catch {
        // A lease lasts a minute; these tries take half of it.
        if (tries > 5) throw unreachable();
        await pause(500 * 2 ** tries);
        tries += 1;
        await this.start().catch((error) => {
          if (error.code !== "unreachable") throw error;
        });
      }
    }
  }

  async *[Symbol.asyncIterator]() {
    for (let at = 0; ; at += 1) {
      if (at >= this.pieces.length && !this.done) await this.more();
      if (at >= this.pieces.length) return;
      yield this.pieces[at];
    }
  }
}

// Stores bytes. An XMLHttpRequest, because fetch does not tell how much has been sent.
export function upload(bytes, headers, onProgress, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const call = new XMLHttpRequest();
    call.open("POST", BASE);
    call.responseType = "json";
    for (const [name, value] of Object.entries({ Accept: "application/json", "Content-Type": "application/octet-stream", ...headers })) {
      call.setRequestHeader(name, value);
    }
    call.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(new Problem("cancelled"));
    call.onload = () => {
      if (call.status === 201 && call.response?.id) resolve(call.response);
      else reject(problemOf(call.status, call.response, call.getResponseHeader("Retry-After")));
    };
    signal.onabort = () => call.abort();
    call.send(bytes);
  });
}
