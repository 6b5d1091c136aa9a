// Opens the paste a link names: what is asked before anything is fetched, what is fetched, and what is said when it fails.

import { BASE, Download, metadata, randomHex, headerText, remove } from "./api.js";
import { burnClaim, collect, looksSealed, open } from "./container.js";
import { ask, button, command, notice, progress, save, show, size, work } from "./dom.js";
import { Refused, hex, keyFromText, keyToText, parseFragment } from "./link.js";
import { expiryFact, view } from "./view.js";

const quote = (text) => `'${text.replace(/'/g, "'\\''")}'`;
const again = () => button("Try again", () => location.reload());
const canDecrypt = () => isSecureContext && crypto.subtle !== undefined;

// Says why a page without WebCrypto cannot help, and the two ways out.
export function explainInsecure(what, line) {
  notice(
    "This address is not secure enough",
    `Browsers ${what} only on https:// and on localhost, and this page came over plain http. Two ways out:`,
    "Use the program:",
    command(line),
    "Or, if this is your server, give it a certificate:",
    command("fpaste serve --tls"),
  );
}

const gone = () =>
  notice(
    "This paste is not here",
    "It has expired, was deleted, or was to be read once and has been read.",
  );

function explain(problem) {
  if (problem.code === "not_found") return gone();
  if (problem.code === "claim_wrong") return notice(WRONG_KEY, "The link was changed on its way. Nothing has been read, and the paste is still there.");
  notice("That did not work", problem.message, again());
}

// Asks for the whole link where its key is missing or damaged, and resolves to the key's text.
async function askForKey(title, why, ...body) {
  for (let problem = ""; ; ) {
    const answer = await ask({ title, body: [why, ...body], label: "The whole link, or its key", button: "Open", problem });
    const { key } = parseFragment(answer.trim().replace(/^[^#]*#/, ""));
    try {
      keyFromText(key);
      history.replaceState(null, "", `#${key}`);
      return key;
    } catch (error) {
      problem = `That is no key: ${error.message}.`;
    }
  }
}

const MISSING = "This link is missing its key";
const WRONG_KEY = "This key does not open it";
const CUT = "The part after # was cut off by the program that sent you this link.";
const MEND = "Ask for the whole link, or look for the part after # where you got it, and put it in here. It never leaves this page.";

// The key of the link: asked for where what is there cannot be one. "" where there is none and none may be needed.
async function keyOf(fragment, paste) {
  if (!fragment.key && (paste.claim_required || location.href.endsWith("#"))) {
    return askForKey(MISSING, `${CUT} Nothing has been read, and the paste is still there.`, MEND);
  }
  if (!fragment.key) return "";
  try {
    keyFromText(fragment.key);
    return fragment.key;
  } catch (error) {
    return askForKey("The key in this link is damaged", `Part of the link was lost or changed on its way: ${error.message}. Nothing has been read.`, MEND);
  }
}

// Asks what must be asked before the bytes are fetched: consent to a burn, the server's password.
async function gate(paste, key, problem) {
  if (!paste.burn_after_read && !paste.password_protected) return "";
  const body = [];
  if (paste.burn_after_read) {
    body.push("Reading erases it from the server. Nobody, you included, can open the link a second time.");
    if (!key) body.push("The link has no key after #. If the paste is encrypted, part of the link was cut off: reading it now would destroy it unread.");
  }
  if (paste.password_protected) body.push("The server asks for a password before it hands it out. A wrong one erases nothing.");
  body.push([`${size(paste.size)} stored`, ...expiryFact(paste)].join(" · "));
  return ask({
    title: paste.burn_after_read ? "This paste can be read once" : "This paste has a password",
    body,
    label: paste.password_protected ? "Password" : "",
    secret: true,
    button: paste.burn_after_read ? "Read and erase it" : "Open",
    problem,
  });
}

// Fetches the bytes, asking for the password until it is right.
async function fetchPaste(paste, key) {
  const headers = {};
  if (paste.burn_after_read) headers["X-Burn-Reader"] = randomHex(16);
  if (paste.claim_required) headers["X-Burn-Claim"] = hex(await burnClaim(keyFromText(key)));
  for (let problem = ""; ; ) {
    const password = await gate(paste, key, problem);
    if (password) headers["X-Paste-Password"] = headerText(password);
    work("Fetching");
    const download = new Download(paste.id, headers, (got) => progress(got / paste.size, `${size(got)} of ${size(paste.size)}`));
    try {
      await download.start();
      return download;
    } catch (error) {
      const may = ["password_wrong", "password_required", "password_locked", "unavailable", "unreachable"].includes(error.code);
      // The reader's name stays the same: if the bytes were on their way, this reader may still have them.
      if (!may || !(paste.burn_after_read || paste.password_protected)) throw error;
      problem = error.message;
    }
  }
}

// Opens the bytes, asking for the passphrase as often as it takes: they are all here, nothing is fetched again.
async function unseal(download, keyText, paste) {
  const sealed = async () => save(await collect(download), `${paste.id}.sealed`);
  const keep = button("Save the sealed bytes", sealed);
  for (let [passphrase, problem] = [null, ""]; ; ) {
    try {
      return await open(keyFromText(keyText), download, { passphrase });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.layer !== "passphrase" && !(passphrase !== null && error.layer === "auth")) throw Object.assign(error, { keep });
      if (passphrase !== null) problem = "That is not the passphrase, or the paste was altered.";
      const erased = paste.burn_after_read ? " The server erases its copy; the sealed bytes are kept in this tab while you try." : "";
      passphrase = await ask({
        title: "This paste has a passphrase",
        body: [`Whoever made it chose a passphrase besides the link.${erased}`],
        label: "Passphrase",
        secret: true,
        button: "Open",
        problem,
        more: [keep],
      });
      work("Opening");
    }
  }
}

function explainRefusal(error, paste, keyText) {
  const why = {
    auth: [WRONG_KEY, "The link was changed on its way, or the paste was altered after it was made."],
    layout: ["This is no paste that this page can open", `The server holds something that is not sealed as fpaste does: ${error.message}.`],
    payload: ["This paste is damaged inside", `It opened, but what it holds is not well formed: ${error.message}.`],
  }[error.layer];
  const body = [why[1]];
  if (paste.burn_after_read) body.push("The server erases it within a minute. If you have another link for it, save the sealed bytes now.");
  // What a link has behind its key must not come into a line that is copied to a shell.
  const line = command(`fpaste open ${paste.id}.sealed --key ${keyToText(keyFromText(keyText))}`);
  notice(why[0], ...body, error.keep, "A saved file can be opened with:", line);
}

// Erases the paste of a link that carries its delete token.
async function takeAway(id, token) {
  await ask({ title: "Delete this paste?", body: ["It is erased for everyone who has the link. This cannot be undone."], button: "Delete it" });
  work("Deleting");
  await remove(id, { "X-Delete-Token": token });
  notice("Deleted", "The paste is gone from the server.");
}

async function readPaste(id, fragment) {
  const paste = await metadata(id);
  let keyText = await keyOf(fragment, paste);
  const download = await fetchPaste(paste, keyText);
  const confirm = () => paste.burn_after_read && remove(id, { "X-Burn-Reader": download.headers["X-Burn-Reader"] }).catch(() => {});
  const facts = paste.burn_after_read ? ["erased from the server: this tab has the only copy"] : expiryFact(paste);
  const present = (opened, ...how) => view({ ...opened, id, lines: fragment.lines, key: keyText, facts: [...how, ...facts] });
  if (!keyText) {
    const content = await collect(download);
    if (!looksSealed(content)) {
      confirm();
      const doubt = content.length >= 28 && paste.mime_type === "application/octet-stream";
      const remarks = doubt ? ["The link has no key after #. If this should have been encrypted, that part was cut off."] : [];
      return present({ content, name: paste.display_name, type: paste.mime_type, remarks }, "not encrypted");
    }
    if (!canDecrypt()) return explainInsecure("decrypt", `fpaste get ${quote(BASE + id)}`);
    keyText = await askForKey(MISSING, CUT, MEND);
  }
  const opened = await unseal(download, keyText, paste).catch((error) => {
    if (!(error instanceof Refused)) throw error;
    explainRefusal(error, paste, keyText);
  });
  if (!opened) return;
  confirm();
  present({ content: opened.content, name: opened.note.name, type: opened.note.type }, opened.version === 1 ? "encrypted (v1)" : "encrypted");
}

// Opens the paste `id` with what the fragment says.
export async function read(id, fragment) {
  show("work", "Looking it up");
  try {
    if (fragment.deleteToken) return await takeAway(id, fragment.deleteToken);
    if (fragment.key && !canDecrypt()) return explainInsecure("decrypt", `fpaste get ${quote(location.href)}`);
    await readPaste(id, fragment);
  } catch (error) {
    explain(error);
  }
}
