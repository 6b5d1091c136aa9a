// Solves a challenge in workers, one for each core, each with its own share of the numbers.

import { Problem } from "./api.js";
import { chanceOfSuccess } from "./pow.js";

const SOLVER = new URL("./solver.js", import.meta.url).href;
// Numbers a worker has for itself: more than it can try.
const SHARE = 1e12;

// The one script address this page ever makes; Trusted Types let no other through.
const policy = globalThis.trustedTypes?.createPolicy("fpaste", { createScriptURL: () => SOLVER });

// Resolves to the solution. `onProgress` is told { tries, seconds, chance } about ten times a second.
export function solve({ nonce, difficulty }, onProgress, signal) {
  const workers = [];
  const begun = performance.now();
  let [tries, told] = [0, begun];
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.onabort = () => reject(new Problem("cancelled"));
    const count = difficulty < 16 ? 1 : Math.min(navigator.hardwareConcurrency || 2, 16);
    for (let number = 0; number < count; number += 1) {
      const worker = new Worker(policy ? policy.createScriptURL("") : SOLVER, { type: "module" });
      worker.onerror = () => reject(new Problem("worker", "This browser could not start the proof of work. A newer one can."));
      worker.onmessage = ({ data }) => {
        tries += data.tries;
        const now = performance.now();
        if (data.solution !== undefined) return resolve(data.solution);
        if (now - told < 100) return;
        told = now;
        onProgress({ tries, seconds: (now - begun) / 1000, chance: chanceOfSuccess(difficulty, tries) });
      };
      worker.postMessage({ nonce, difficulty, start: number * SHARE });
      workers.push(worker);
    }
  }).finally(() => workers.forEach((worker) => worker.terminate()));
}
