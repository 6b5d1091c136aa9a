// Runs the page's pure modules over the shared vectors: node pure.mjs MODULES VECTORS. Prints one line a case that is wrong.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [modules, vectorFile] = process.argv.slice(2);
const { keyFromText, keyToText, parseFragment, fragmentOf, bareName, hex } = await import(`${modules}/link.js`);
const { open, seal, payloadOf, sealedSize, burnClaim, sha256, UNPACKED_MAX } = await import(`${modules}/container.js`);
const { digest, verify, search, chanceOfSuccess } = await import(`${modules}/pow.js`);
const vectors = JSON.parse(readFileSync(vectorFile, "utf8"));

let checks = 0;
function check(name, actual, expected) {
  checks += 1;
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left === right) return;
  process.exitCode = 1;
  console.error(`${name}: ${left?.slice(0, 200)} instead of ${right?.slice(0, 200)}`);
}

const bytes = (text) => Uint8Array.from(Buffer.from(text, "hex"));
const digestOf = (data) => createHash("sha256").update(data).digest("hex");
const draw = (label, size) => Uint8Array.from(createHash("shake256", { outputLength: size }).update(`fpaste vector ${label}`).digest());
const outcome = async (work) => {
  try {
    return await work();
  } catch (error) {
    return error.layer ?? String(error);
  }
};

// The blobs that are too large to stand in the file are made again from the recipe in their comments.
const SEALED = 65536 + 16;
const two = await seal(draw("v2 two", 32), await payloadOf(draw("v2 big", 65586), {}, false), null, { prefix: draw("v2 two prefix", 7) });
const large = {
  "v2-two-segments": two,
  "v2-truncated-at-segment": two.slice(0, 15 + SEALED),
  "v2-swapped-segments": Buffer.concat([two.slice(0, 15), two.slice(15 + SEALED), two.slice(15, 15 + SEALED)]),
};

// Breaks a blob into uneven pieces, as a network does.
function* pieces(blob) {
  for (let at = 0, size = 1; at < blob.length; at += size, size = (size * 7) % 9001) yield blob.subarray(at, at + size);
}
const torn = (blob) => ({ [Symbol.iterator]: () => pieces(blob) });

for (const item of vectors.container) {
  const { name, expect } = item;
  const key = keyFromText(item.key);
  let blob = item.sealed === undefined ? large[name] : bytes(item.sealed);
  const size = /^v2-(\d+)$/.exec(name);
  if (blob === undefined) {
    const payload = await payloadOf(draw("v2 big", Number(size[1])), {}, false);
    check(`${name} key`, hex(draw(`v2 big key ${size[1]}`, 32)), hex(key));
    blob = await seal(key, payload, null, { prefix: draw(`v2 big prefix ${size[1]}`, 7) });
    check(`${name} size`, [blob.length, sealedSize(payload.length, false)], [item.sealed_size, item.sealed_size]);
  }
  blob = Uint8Array.from(blob);
  check(`${name} sealed`, digestOf(blob), item.sealed_sha256);
  check(`${name} claim`, hex(await burnClaim(key)), item.claim);
  check(`${name} claim hash`, hex(await sha256(await burnClaim(key))), item.claim_hash);
  for (const [way, source] of [["whole", [blob]], ["torn", torn(blob)]]) {
    const opened = await outcome(() => open(key, source, { passphrase: item.passphrase ?? null }));
    if (expect === "ok") {
      check(`${name} content ${way}`, [digestOf(opened.content ?? opened), opened.content?.length], [item.content_sha256, item.content_size]);
      check(`${name} note ${way}`, opened.note, item.meta);
    } else {
      check(`${name} ${way}`, opened, expect);
    }
  }
}

// The edges of sealing are written out by the vectors; here the writer meets the reader.
const key = crypto.getRandomValues(new Uint8Array(32));
for (const length of [0, 1, 65533, 65534, 65535, 200_000]) {
  for (const passphrase of length > 1 ? [null] : [null, "e\u0301 correct"]) {
    const content = crypto.getRandomValues(new Uint8Array(Math.min(length, 65536))).slice(0, length);
    const payload = await payloadOf(content, { name: "a.bin" });
    const sealed = await seal(key, payload, passphrase, { iterations: 100_000 });
    check(`round trip ${length} size`, sealed.length, sealedSize(payload.length, passphrase !== null));
    const opened = await outcome(() => open(key, torn(sealed), { passphrase: passphrase && "\u00e9 correct" }));
    check(`round trip ${length}`, [digestOf(opened.content), opened.note], [digestOf(content), { name: "a.bin" }]);
  }
}
const zeros = new Uint8Array(1_000_000);
const packed = await seal(key, await payloadOf(zeros, { name: "zeros" }));
check("packed is small", packed.length < 5000, true);
check("unpacked", digestOf((await open(key, [packed])).content), digestOf(zeros));
check("the cap holds", await outcome(() => open(key, [packed], { limit: 999_999 })), "payload");
check("the cap is 1 GiB", UNPACKED_MAX, 1024 ** 3);

for (const item of vectors.key_text) {
  const read = await outcome(() => hex(keyFromText(item.text)));
  check(`key ${item.text}`, read, item.expect === "ok" ? item.key : item.expect);
  if (item.expect === "ok") check(`key of ${item.text}`, keyToText(bytes(item.key)).length, 43);
}
const text = keyToText(key);
check("fragment", parseFragment(`#${text}&L20-10`), { key: text, lines: [10, 20], deleteToken: null });
check("fragment of a plain paste", parseFragment("#L10"), { key: "", lines: [10, 10], deleteToken: null });
check("fragment to delete", parseFragment(`#delete=${"A1".repeat(32)}`).deleteToken, "a1".repeat(32));
check("fragment after a mail program", parseFragment(`#${text}%3D&utm_source=mail`).key, `${text}=`);
check("fragment written", [fragmentOf(text, [3, 3]), fragmentOf("", [3, 9]), fragmentOf("", null)], [`#${text}&L3`, "#L3-9", ""]);
check("bare names", ["../../etc/pass\u0007wd", "C:\\a\\b.txt", "..", "a\u202egnp.exe"].map(bareName), ["passwd", "b.txt", "", "agnp.exe"]);

for (const item of vectors.pow) {
  if (item.expect === "ok") {
    check(`pow ${item.nonce}`, search(item.nonce, item.difficulty, 0, 10_000_000), item.first_solution);
    check(`pow ${item.nonce} verifies`, verify(item.nonce, String(item.first_solution), item.difficulty), true);
    const words = Array.from(digest(item.nonce, item.first_solution), (word) => word.toString(16).padStart(8, "0"));
    check(`pow ${item.nonce} digest`, words.join(""), item.sha256);
  } else {
    check(`pow ${item.nonce} ${item.solution}`, verify(item.nonce, item.solution, item.difficulty), false);
  }
}
check("a share that starts elsewhere", verify("0".repeat(32), String(search("0".repeat(32), 12, 3_000_000_000_000, 1_000_000)), 12), true);
check("a share without a solution", search("0".repeat(32), 60, 5, 1000), -1);
check("chance", [chanceOfSuccess(20, 0), Math.round(1000 * chanceOfSuccess(20, 2 ** 20))], [0, 632]);

console.log(`${checks} checks`);
