// The sealed paste: opens v1 and v2, seals v2 (PROTOCOL §6). Pure: bytes in, bytes out; mirrors container/{v1,v2,claim}.rs.

import { Refused, random } from "./link.js";

export const SEGMENT = 65536;
export const ITERATIONS = 600_000;
const TAG = 16;
const ITERATIONS_MIN = 100_000;
const ITERATIONS_MAX = 10_000_000;
// What a compressed paste is unpacked to, at most.
export const UNPACKED_MAX = 2 ** 30;

const utf8 = new TextEncoder();
const MAGIC = utf8.encode("FPASTE2");

const startsWithMagic = (bytes) => MAGIC.every((byte, at) => bytes[at] === byte);

async function hkdf(ikm, info) {
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8.encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, 256));
}

// What a reader of a burn paste shows the server; the server itself was given only its SHA-256.
export const burnClaim = (key) => hkdf(key, "fpaste burn claim v2");

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const aesKey = (bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);

async function fileKey(key, passphrase, salt, iterations) {
  let ikm = key;
  if (passphrase !== null) {
    const typed = await crypto.subtle.importKey("raw", utf8.encode(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveBits"]);
    const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, typed, 256);
    ikm = concat([key, new Uint8Array(stretched)]);
  }
  return aesKey(await hkdf(ikm, "fpaste container v2"));
}

function concat(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

// All of an iterable of pieces, as one.
export async function collect(source) {
  const pieces = [];
  for await (const piece of source) pieces.push(piece);
  return pieces.length === 1 ? pieces[0] : concat(pieces);
}

// Hands out an iterable of pieces in sizes of the reader's choosing.
class Input {
  constructor(source) {
    this.iterator = source[Symbol.asyncIterator]?.() ?? source[Symbol.iterator]();
    this.held = [];
    this.size = 0;
  }

  async fill(size) {
    while (this.size < size) {
      const { value, done } = await this.iterator.next();
      if (done) return false;
      this.held.push(value);
      this.size += value.length;
    }
    return true;
  }

  // So many bytes, or as many as there still are.
  async take(size) {
    await this.fill(size);
    const taken = [];
    let missing = Math.min(size, this.size);
    this.size -= missing;
    while (missing > 0) {
      const piece = this.held.shift();
      taken.push(piece.subarray(0, missing));
      if (piece.length > missing) this.held.unshift(piece.subarray(missing));
      missing -= Math.min(missing, piece.length);
    }
    return taken.length === 1 ? taken[0] : concat(taken);
  }
}

function nonceOf(prefix, number, last) {
  const nonce = concat([prefix, new Uint8Array(5)]);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

async function decrypt(key, iv, bytes, header, what) {
  try {
    const data = header ? { additionalData: header } : {};
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv, ...data }, key, bytes));
  } catch {
    throw new Refused("auth", `${what} does not open with this key`);
  }
}

async function openV1(key, sealed) {
  if (sealed.length < 28) throw new Refused("layout", "shorter than a nonce and a tag");
  return decrypt(await aesKey(key), sealed.subarray(0, 12), sealed.subarray(12), null, "the paste");
}

// The payload of a v2 container. `progress.segments` counts what has verified, so that a failure before the first is known as one.
async function openSegments(key, source, passphrase, progress) {
  const input = new Input(source);
  let header = await input.take(8);
  if (header.length < 8 || !startsWithMagic(header)) throw new Refused("layout", "not a container");
  let [salt, iterations] = [null, 0];
  if (header[7] === 1) {
    const stretch = await input.take(20);
    if (stretch.length < 20) throw new Refused("layout", "the header is cut off");
    salt = stretch.subarray(0, 16);
    iterations = new DataView(stretch.buffer, stretch.byteOffset).getUint32(16);
    if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) throw new Refused("layout", "an unreasonable number of rounds");
    if (passphrase === null) throw new Refused("passphrase", "a passphrase is needed");
    header = concat([header, stretch]);
  } else if (header[7] !== 0) {
    throw new Refused("layout", "sealed by a newer fpaste");
  }
  const prefix = await input.take(7);
  if (prefix.length < 7 || !(await input.fill(TAG))) throw new Refused("layout", "the container is cut off");
  header = concat([header, prefix]);
  const file = await fileKey(key, salt ? passphrase : null, salt, iterations);
  const payload = [];
  for (let number = 0, last = false; !last; number += 1) {
    const sealed = await input.take(SEGMENT + TAG);
    last = !(await input.fill(1));
    payload.push(await decrypt(file, nonceOf(prefix, number, last), sealed, header, `segment ${number}`));
    progress.segments = number + 1;
  }
  return concat(payload);
}

async function through(bytes, transform, limit) {
  const pieces = [];
  let size = 0;
  for (const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader(); ; ) {
    const { value, done } = await reader.read();
    if (done) return concat(pieces);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new Refused("payload", "it unpacks to more than this page can hold");
    }
    pieces.push(value);
  }
}

async function unpack(payload, limit) {
  const length = payload.length < 2 ? Infinity : payload[0] * 256 + payload[1];
  if (payload.length < 2 + length) throw new Refused("payload", "its note is cut off");
  let note;
  try {
    note = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(payload.subarray(2, 2 + length)));
  } catch {
    throw new Refused("payload", "its note is not JSON");
  }
  if (typeof note !== "object" || note === null || Array.isArray(note)) throw new Refused("payload", "its note is not an object");
  const content = payload.subarray(2 + length);
  if (note.encoding == null) return { content, note };
  if (note.encoding !== "gzip") throw new Refused("payload", "it is packed in a way this page does not know");
  if (typeof DecompressionStream === "undefined") throw new Refused("payload", "this browser cannot unpack gzip");
  try {
    return { content: await through(content, new DecompressionStream("gzip"), limit), note };
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("payload", "its gzip data is damaged");
  }
}

// Opens a sealed paste. `source` is an iterable (also async) of byte arrays that can be gone through twice; segments are
// verified as they come, and nothing is released before the last tag has. Resolves to { content, note, version }.
export async function open(key, source, { passphrase = null, limit = UNPACKED_MAX } = {}) {
  const first = await new Input(source).take(MAGIC.length);
  if (!startsWithMagic(first)) return { content: await openV1(key, await collect(source)), note: {}, version: 1 };
  const progress = { segments: 0 };
  let payload;
  try {
    payload = await openSegments(key, source, passphrase, progress);
  } catch (error) {
    if (!(error instanceof Refused) || progress.segments > 0) throw error;
    // One v1 nonce in 2^56 begins like the magic.
    try {
      return { content: await openV1(key, await collect(source)), note: {}, version: 1 };
    } catch {
      throw error;
    }
  }
  return { ...(await unpack(payload, limit)), version: 2 };
}

// Whether these bytes, the first of a paste, are those of a container that needs a key.
export const looksSealed = (bytes) => bytes.length >= MAGIC.length && startsWithMagic(bytes);

// The note and the content in front of the cipher. Content is packed where that saves a tenth.
export async function payloadOf(content, note, pack = true) {
  let packed = null;
  if (pack && content.length > 0 && typeof CompressionStream !== "undefined") {
    packed = await through(content, new CompressionStream("gzip"), Infinity);
  }
  const smaller = packed !== null && packed.length <= content.length * 0.9;
  const text = utf8.encode(JSON.stringify(smaller ? { ...note, encoding: "gzip" } : note));
  return concat([new Uint8Array([text.length >> 8, text.length & 255]), text, smaller ? packed : content]);
}

// Bytes a payload has once it is sealed.
export function sealedSize(payloadLength, withPassphrase) {
  return 15 + (withPassphrase ? 20 : 0) + payloadLength + TAG * Math.max(1, Math.ceil(payloadLength / SEGMENT));
}

// Seals a payload under a key nobody else has. `fixed` (prefix, salt, iterations) is for test vectors alone.
export async function seal(key, payload, passphrase = null, fixed = {}) {
  const { prefix = random(7), salt = random(16), iterations = ITERATIONS } = fixed;
  const rounds = new Uint8Array(4);
  new DataView(rounds.buffer).setUint32(0, iterations);
  const stretch = passphrase === null ? [new Uint8Array([0])] : [new Uint8Array([1]), salt, rounds];
  const header = concat([MAGIC, ...stretch, prefix]);
  const file = await fileKey(key, passphrase, salt, iterations);
  const sealed = new Uint8Array(sealedSize(payload.length, passphrase !== null));
  sealed.set(header);
  let at = header.length;
  const count = Math.max(1, Math.ceil(payload.length / SEGMENT));
  for (let number = 0; number < count; number += 1) {
    const piece = payload.subarray(number * SEGMENT, (number + 1) * SEGMENT);
    const parameters = { name: "AES-GCM", iv: nonceOf(prefix, number, number === count - 1), additionalData: header };
    sealed.set(new Uint8Array(await crypto.subtle.encrypt(parameters, file, piece)), at);
    at += piece.length + TAG;
  }
  return sealed;
}
