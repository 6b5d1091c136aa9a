// Reads our QR codes with other people's decoder: node qr.mjs MODULES NODE_MODULES.

import { createRequire } from "node:module";

const [modules, packages] = process.argv.slice(2);
const { qrSquare } = await import(`${modules}/qr.js`);
const jsqr = createRequire(`${packages}/`)("jsqr");

function read(square) {
  const [scale, quiet] = [4, 4];
  const size = (square.length + 2 * quiet) * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (square[Math.floor(y / scale) - quiet]?.[Math.floor(x / scale) - quiet]) pixels.fill(0, 4 * (y * size + x), 4 * (y * size + x) + 3);
    }
  }
  return jsqr(pixels, size, size)?.data;
}

let wrong = 0;
const versions = new Set();
const link = "https://paste.example.com/abc123def456#LZOgDngtAxTX1bHv6FGX2K_D_zYljswqVJiKi7WRksU";
const texts = [link, "a", "http://[2001:db8::1]:8080/paste/abc#x", "ü☃"];
for (let length = 10; length <= 858; length += 23) texts.push(link.repeat(11).slice(0, length));
texts.push(link.repeat(11).slice(0, 858));
for (const text of texts) {
  const square = qrSquare(text);
  versions.add((square.length - 17) / 4);
  if (read(square) === text) continue;
  wrong += 1;
  console.error(`not read: ${text.length} characters, version ${(square.length - 17) / 4}`);
}
if (qrSquare("x".repeat(859)) !== null) wrong += 1;
process.exitCode = wrong ? 1 : 0;
console.log(`${texts.length} codes, ${versions.size} versions`);
