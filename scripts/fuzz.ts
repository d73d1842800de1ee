// Runs random programs, and reads randomly changed files: `pnpm fuzz [cases] [first seed]`. A failure prints its seed,
// and a short program or the file.

import { scalar } from '../packages/autograd/src/index.ts';
import { runFuzz } from '../packages/autograd/test/fuzz/fuzz.ts';
import { graphsOn } from '../packages/autograd/test/fuzz/graphs.ts';
import { fuzzCheckpoints } from '../packages/gpt/test/checkpoint/fuzz.ts';
import { checkMutation } from '../packages/safetensors/test/mutations.ts';
import { createWasm } from '../packages/wasm/src/index.ts';
import { interleavings } from '../packages/wasm/test/interleavings.ts';

const [cases = 1000, firstSeed = 1] = process.argv.slice(2).map(Number);
if (![cases, firstSeed].every((x) => Number.isInteger(x) && x >= 0)) {
  throw new RangeError(`fuzz: expected a number of cases and a first seed, got ${process.argv.slice(2).join(' ')}`);
}

const kinds = [graphsOn(scalar, { differences: true }), graphsOn(await createWasm()), interleavings];
const BATCH = 50;
/** The files for each program, because checking a file takes a hundredth of the time. */
const FILES_PER_CASE = 100;

for (let seed = firstSeed; seed < firstSeed + cases; seed += BATCH) {
  const count = Math.min(BATCH, firstSeed + cases - seed);
  for (const kind of kinds) {
    try {
      await runFuzz(kind, seed, count);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
  try {
    for (let file = seed * FILES_PER_CASE; file < (seed + count) * FILES_PER_CASE; file++) checkMutation(file);
    await fuzzCheckpoints(count * FILES_PER_CASE, seed);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
  console.log(`seeds ${seed} to ${seed + count - 1}: done`);
}
