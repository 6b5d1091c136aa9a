// Proof of work: SHA-256 over one standing 64-byte block, and the search for a solution (PROTOCOL §3).
// Pure; mirrors protocol/pow.rs and client/solve. `crypto.subtle.digest` costs a promise per hash, which is most of its time.

// The first 32 bits of the fractions of the roots of the first 64 primes (FIPS 180-4).
const primes = [2];
for (let n = 3; primes.length < 64; n += 2) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const w = new Int32Array(64);
const state = new Int32Array(8);

// Compresses the block in w[0..16] from the standard start into `state`.
function compress() {
  for (let t = 16; t < 64; t += 1) {
    const x = w[t - 15];
    const y = w[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
  }
  let a = START[0];
  let b = START[1];
  let c = START[2];
  let d = START[3];
  let e = START[4];
  let f = START[5];
  let g = START[6];
  let h = START[7];
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + K[t] + w[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (START[0] + a) | 0;
  state[1] = (START[1] + b) | 0;
  state[2] = (START[2] + c) | 0;
  state[3] = (START[3] + d) | 0;
  state[4] = (START[4] + e) | 0;
  state[5] = (START[5] + f) | 0;
  state[6] = (START[6] + g) | 0;
  state[7] = (START[7] + h) | 0;
}

// Lays an ASCII text of at most 55 characters into the block, padded.
function lay(text) {
  w.fill(0, 0, 16);
  for (let at = 0; at < text.length; at += 1) w[at >> 2] |= text.charCodeAt(at) << (24 - 8 * (at & 3));
  w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  w[15] = 8 * text.length;
}

// SHA-256 of the ASCII text `nonce:solution`, as eight words.
export function digest(nonce, solution) {
  lay(`${nonce}:${solution}`);
  compress();
  return Uint32Array.from(state);
}

// Zero bits before the first one, of eight words.
export function leadingZeroBits(words) {
  let bits = 0;
  for (const word of words) {
    bits += Math.clz32(word);
    if (word !== 0) break;
  }
  return bits;
}

// Whether the text is a plain decimal of at most 20 digits that solves the challenge.
export function verify(nonce, solution, difficulty) {
  return /^(0|[1-9][0-9]{0,19})$/.test(solution) && leadingZeroBits(digest(nonce, solution)) >= difficulty;
}

// The first solution in `start .. start + count`, or -1. The digits are bumped where they stand in the block.
export function search(nonce, difficulty, start, count) {
  const head = nonce.length + 1;
  const mask = difficulty < 32 ? ~(-1 >>> difficulty) : -1;
  for (let n = start, left = count; left > 0; ) {
    const text = String(n);
    lay(`${nonce}:${text}`);
    const place = head + text.length - 1;
    const word = place >> 2;
    const shift = 24 - 8 * (place & 3);
    // The last digit runs; every tenth hash the block is laid anew.
    const run = Math.min(10 - (n % 10), left);
    for (let step = 0; step < run; step += 1) {
      compress();
      if ((state[0] & mask) === 0 && leadingZeroBits(state) >= difficulty) return n + step;
      w[word] += 1 << shift;
    }
    n += run;
    left -= run;
  }
  return -1;
}

// The chance of having found a solution after so many tries, 1 - (1 - 2^-d)^n.
export const chanceOfSuccess = (difficulty, tries) => -Math.expm1(tries * Math.log1p(-(2 ** -difficulty)));
