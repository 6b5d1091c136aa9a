// Makes a paste: gathers, checks the limits, seals, solves, stores, and shows the link. The key never leaves this tab.

import { BASE, Problem, about, challenge, headerText, pause, randomHex, remove, upload } from "./api.js";
import { burnClaim, payloadOf, seal, sealedSize, sha256 } from "./container.js";
import { $, copy, duration, make, notice, progress, show, size, work } from "./dom.js";
import { bareName, hex, keyToText, random } from "./link.js";
import { qrSquare } from "./qr.js";
import { explainInsecure } from "./read.js";
import { solve } from "./solve.js";
import { mediumOf, textOf } from "./view.js";

const LEVELS = ["anonymous", "untrusted", "trusted", "admin"];
const LIFETIMES = [300, 3600, 86400, 7 * 86400, 30 * 86400, 90 * 86400];

let server = { limits: null, features: [], level: "anonymous" };
let file = null;

const limit = () => server.limits?.max_size[server.level] ?? Infinity;

function complain(text) {
  show("write");
  $("problem").textContent = text;
}

function takeFile(files) {
  [file] = files;
  if (!file) return;
  $("typing").hidden = true;
  $("chosen").hidden = false;
  $("file-name").textContent = `${bareName(file.name)} · ${size(file.size)}`;
  $("file-title").value = bareName(file.name);
  complain(files.length > 1 ? "One file makes one paste: only the first was taken. Pack several into an archive." : "");
  room();
}

function dropFile() {
  file = null;
  $("typing").hidden = false;
  $("chosen").hidden = true;
  $("file").value = $("file-title").value = "";
  $("text").focus();
  room();
}

// How much of the server's limit is used.
function room() {
  const used = file ? file.size : new TextEncoder().encode($("text").value).length;
  $("room").textContent = limit() === Infinity ? "" : `${size(used)} of at most ${size(limit())}`;
}

// Asks the server what it takes from whom.
async function learn() {
  const told = await about();
  server = { limits: told.limits, features: told.features ?? [], level: told.caller?.level ?? "anonymous" };
  if (LEVELS.indexOf(told.create) > LEVELS.indexOf(server.level)) {
    return notice("This server takes pastes from people it knows", "Everyone may read here, but making a paste needs a certificate: fpaste register --configure.");
  }
  const usual = server.limits.default_expiry[server.level];
  const others = LIFETIMES.filter((seconds) => seconds <= server.limits.max_expiry && seconds !== usual);
  $("expiry").replaceChildren(new Option(`${duration(usual)} (usual here)`, ""), ...others.map((seconds) => new Option(duration(seconds), seconds)));
  room();
}

const tooLarge = (bytes) => new Problem("too_large", `It is ${size(bytes)}; this server takes at most ${size(limit())} from you.`);

// The content and its note, or a Problem that says why there is none.
async function gather() {
  const bytes = file ? file.size : 1;
  if (bytes > limit()) throw tooLarge(bytes);
  const content = file ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode($("text").value);
  if (content.length === 0) throw new Problem("empty_body", file ? "The file is empty." : "There is nothing to paste yet.");
  if (content.length > limit()) throw tooLarge(content.length);
  const note = {};
  const name = bareName($("file-title").value);
  if (name) note.name = name;
  note.type = textOf(content) === null ? (mediumOf(content, file?.type) ?? "application/octet-stream") : "text/plain";
  return { content, note };
}

function tellSolving({ tries, seconds, chance }) {
  const rate = tries / seconds / 1e6;
  progress(chance, `Proof of work: ${(tries / 1e6).toFixed(1)} million tries in ${seconds.toFixed(1)} s (${rate.toFixed(1)} million a second). ${Math.floor(chance * 100)} in 100 are done by now.`);
}

// Stores the sealed bytes. A lost answer is asked for again with the same proof, which the server answers with the same paste.
async function store(sealed, headers, signal) {
  for (let fresh = 0; ; fresh += 1) {
    const asked = await challenge();
    const proof = asked.enabled ? { "X-PoW-Token": asked.token, "X-PoW-Solution": await solve(asked, tellSolving, signal) } : { "Idempotency-Key": randomHex(16) };
    for (let tries = 0; ; tries += 1) {
      try {
        return await upload(sealed, { ...headers, ...proof }, (sent, total) => progress(sent / total, `Sending: ${size(sent)} of ${size(total)}`), signal);
      } catch (error) {
        if (error.code === "pow_failed" && fresh === 0) break;
        if (!["unreachable", "in_progress"].includes(error.code) || tries >= 2) throw error;
        progress(0, "The connection broke. Trying again.");
        await pause(1000 * (tries + 1));
      }
    }
  }
}

async function create(signal) {
  const { content, note } = await gather();
  const passphrase = $("passphrase").value || null;
  const payload = await payloadOf(content, note);
  const sealedBytes = sealedSize(payload.length, passphrase !== null);
  if (sealedBytes > limit()) throw tooLarge(sealedBytes);
  const key = random(32);
  const token = random(32);
  const headers = { "X-Delete-Token-Hash": hex(await sha256(token)) };
  if ($("expiry").value) headers["X-Expiry"] = $("expiry").value;
  if ($("password").value) headers["X-Paste-Password"] = headerText($("password").value);
  if ($("burn").checked) {
    headers["X-Burn-After-Read"] = "true";
    headers["X-Burn-Claim-Hash"] = hex(await sha256(await burnClaim(key)));
  }
  const sealed = await seal(key, payload, passphrase);
  const paste = await store(sealed, headers, signal);
  done(paste, keyToText(key), hex(token), passphrase !== null);
}

function drawCode(link) {
  const square = qrSquare(link);
  if (square === null) return;
  const side = square.length + 8;
  const canvas = make("canvas", { width: side, height: side, role: "img", ariaLabel: "The link as a QR code" });
  const draw = canvas.getContext("2d");
  draw.fillStyle = "#fff";
  draw.fillRect(0, 0, side, side);
  draw.fillStyle = "#000";
  square.forEach((row, y) => row.forEach((dark, x) => dark && draw.fillRect(x + 4, y + 4, 1, 1)));
  $("code").replaceChildren(canvas);
}

function done(paste, key, token, withPassphrase) {
  const link = `${BASE}${paste.id}#${key}`;
  show("done");
  $("link").value = link;
  $("undo").value = `${BASE}${paste.id}#delete=${token}`;
  const facts = ["Encrypted", paste.burn_after_read ? "burns when read" : "", `expires in ${duration(paste.expires_at - Date.now() / 1000)}`];
  if (paste.password_protected) facts.push("password");
  if (withPassphrase) facts.push("passphrase");
  $("made").textContent = facts.filter((fact) => fact).join(" · ");
  drawCode(link);
  for (const id of ["link", "undo"]) $(id).onfocus = () => $(id).select();
  $("copy").onclick = () => copy(link, "the link");
  $("copy-undo").onclick = () => copy($("undo").value, "the delete link");
  $("delete").onclick = () =>
    remove(paste.id, { "X-Delete-Token": token }).then(
      () => notice("Deleted", "The paste is gone from the server."),
      (error) => notice("That did not work", error.message),
    );
  $("form").reset();
  file = null;
}

// Shows the form and minds it.
export function write() {
  if (!isSecureContext || !crypto.subtle) return explainInsecure("encrypt", `fpaste --server ${BASE.replace(/\/$/, "")} FILE`);
  show("write");
  learn().catch((error) => complain(error.message));
  $("text").oninput = room;
  $("choose").onclick = () => $("file").click();
  $("file").onchange = () => takeFile($("file").files);
  $("unchoose").onclick = dropFile;
  document.ondragover = (event) => event.preventDefault();
  document.ondrop = (event) => {
    event.preventDefault();
    if (!$("write").hidden) takeFile(event.dataTransfer.files);
  };
  document.onpaste = (event) => $("write").hidden || takeFile(event.clipboardData.files);
  $("form").onsubmit = async (event) => {
    event.preventDefault();
    const stop = new AbortController();
    work("Encrypting and storing", () => stop.abort());
    try {
      await create(stop.signal);
    } catch (error) {
      complain(stop.signal.aborted ? "" : error.message);
    }
  };
}
