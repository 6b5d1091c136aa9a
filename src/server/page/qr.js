// A QR code of a text: byte mode, error correction L, versions 1 to 20 (ISO/IEC 18004). Pure: a square of booleans comes out.

// By version, from 1: error correction bytes in each block, and how many blocks there are.
const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];

// Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1.
function multiply(x, y) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((y >> bit) & 1) * x;
  }
  return product;
}

function correctionOf(data, degree) {
  const divisor = new Array(degree).fill(0);
  divisor[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; i += 1, root = multiply(root, 2)) {
    for (let j = 0; j < degree; j += 1) divisor[j] = multiply(divisor[j], root) ^ (divisor[j + 1] ?? 0);
  }
  const rest = new Array(degree).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, at) => (rest[at] ^= multiply(coefficient, factor)));
  }
  return rest;
}

function alignmentPlaces(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const size = version * 4 + 17;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const places = [6];
  for (let at = size - 7; places.length < count; at -= step) places.splice(1, 0, at);
  return places;
}

// The data and its error correction, interleaved block by block.
function codewords(bytes, version, total) {
  const [blocks, degree] = [BLOCKS[version - 1], CORRECTION[version - 1]];
  const room = total - blocks * degree;
  const bits = [];
  const put = (value, length) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room * 8 - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  const data = [];
  for (let at = 0; at < bits.length; at += 8) data.push(bits.slice(at, at + 8).reduce((byte, bit) => byte * 2 + bit, 0));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
  const short = blocks - (total % blocks);
  const length = Math.floor(total / blocks) - degree;
  const pieces = [];
  for (let block = 0, at = 0; block < blocks; block += 1) {
    const piece = data.slice(at, at + length + (block < short ? 0 : 1));
    at += piece.length;
    pieces.push({ piece, correction: correctionOf(piece, degree) });
  }
  const woven = [];
  for (let at = 0; at <= length; at += 1) for (const { piece } of pieces) if (at < piece.length) woven.push(piece[at]);
  for (let at = 0; at < degree; at += 1) for (const { correction } of pieces) woven.push(correction[at]);
  return woven;
}

const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

// How hard a square is to read: long runs, patterns that look like a finder, and too much of one colour.
function penalty(square) {
  const columns = square.map((_, x) => square.map((row) => row[x]));
  const lines = [...square, ...columns].map((line) => line.map(Number).join(""));
  let points = Math.abs(lines.join("").split("1").length - 1 - square.length ** 2) / square.length;
  for (const line of lines) {
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) points += run.length - 2;
    points += 40 * (`0000${line}0000`.match(/(?=00001011101|10111010000)/g) ?? []).length;
  }
  return points;
}

// Draws everything but the data; a module still undefined is free.
function frame(version) {
  const size = version * 4 + 17;
  const square = Array.from({ length: size }, () => new Array(size));
  for (let at = 0; at < size; at += 1) square[6][at] = square[at][6] = at % 2 === 0;
  const rings = (cx, cy, reach) => {
    for (let y = cy - reach; y <= cy + reach; y += 1) {
      for (let x = cx - reach; x <= cx + reach; x += 1) {
        const ring = Math.max(Math.abs(x - cx), Math.abs(y - cy));
        if (square[y] && x >= 0 && x < size) square[y][x] = reach === 4 ? ring !== 2 && ring !== 4 : ring !== 1;
      }
    }
  };
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) rings(x, y, 4);
  const places = alignmentPlaces(version);
  const end = size - 7;
  for (const x of places) for (const y of places) if (!((x === 6 && (y === 6 || y === end)) || (x === end && y === 6))) rings(x, y, 2);
  if (version > 6) {
    let rest = version;
    for (let at = 0; at < 12; at += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
    const bits = (version << 12) | rest;
    for (let at = 0; at < 18; at += 1) {
      const [far, near] = [size - 11 + (at % 3), Math.floor(at / 3)];
      square[near][far] = square[far][near] = ((bits >> at) & 1) === 1;
    }
  }
  return square;
}

function drawFormat(square, mask) {
  const size = square.length;
  const data = (1 << 3) | mask;
  let rest = data;
  for (let at = 0; at < 10; at += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((data << 10) | rest) ^ 0x5412;
  for (let at = 0; at < 15; at += 1) {
    const bit = ((bits >> at) & 1) === 1;
    if (at < 8) square[at < 6 ? at : at + 1][8] = square[8][size - 1 - at] = bit;
    else square[8][at === 8 ? 7 : 14 - at] = square[size - 15 + at][8] = bit;
  }
  square[size - 8][8] = true;
}

// The code of a text as rows of modules, dark ones true; null if the text is too long for version 20.
export function qrSquare(text) {
  const bytes = Array.from(new TextEncoder().encode(text));
  let [version, blank, room] = [0, null, 0];
  do {
    version += 1;
    if (version > BLOCKS.length) return null;
    blank = frame(version);
    drawFormat(blank, 0);
    // `flat` of a row with holes leaves the free modules out.
    room = (blank.length ** 2 - blank.flat().length) >> 3;
  } while (bytes.length + (version < 10 ? 2 : 3) > room - BLOCKS[version - 1] * CORRECTION[version - 1]);
  const woven = codewords(bytes, version, room);
  let best = null;
  MASKS.forEach((mask, number) => {
    const square = blank.map((row) => row.slice());
    const size = square.length;
    // Two columns at a time from the right, up and down in turn, around the timing column.
    let at = 0;
    for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
      for (let step = 0; step < size; step += 1) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (blank[y][x] !== undefined) continue;
          const bit = at < woven.length * 8 && ((woven[at >> 3] >> (7 - (at & 7))) & 1) === 1;
          square[y][x] = bit !== (mask(x, y) === 0);
          at += 1;
        }
      }
    }
    drawFormat(square, number);
    const points = penalty(square);
    if (best === null || points < best.points) best = { points, square };
  });
  return best.square;
}
