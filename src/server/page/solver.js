// A worker that searches its share of the numbers and tells how far it is. The page ends it.

import { search } from "./pow.js";

const SLICE = 100_000;

onmessage = ({ data: { nonce, difficulty, start } }) => {
  for (let n = start; ; n += SLICE) {
    const solution = search(nonce, difficulty, n, SLICE);
    postMessage(solution < 0 ? { tries: SLICE } : { tries: solution - n + 1, solution: String(solution) });
    if (solution >= 0) return;
  }
};
